/* Small behaviours. Every page works without this file; it only saves clicks.
   All of them listen on the document, so parts that htmx swaps in behave at once. */
(() => {
  'use strict';
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (type, handler, options) => document.addEventListener(type, handler, options);

  // The server chose the reader's digits: a count is rewritten in the digits that it was printed with.
  const DIGITS = [['٠', /[٠-٩]/], ['۰', /[۰-۹]/]];
  const write = (element, n) => {
    const known = DIGITS.find(([, pattern]) => pattern.test(element.textContent));
    const zero = (known ? known[0] : '0').codePointAt(0);
    element.textContent = String(n).replace(/\d/g, d => String.fromCodePoint(zero + Number(d)));
  };

  // Ready: show what only works with script, then bring counts up to date.
  const refresh = root => {
    all('[data-script]', root).forEach(element => { element.hidden = element.matches('[data-back]') && history.length < 2; });
    all('table[data-bulk]').forEach(countSelected);
    all('[data-attendance]').forEach(countMarks);
  };

  // Menus: one open at a time; Escape closes and returns focus.
  on('click', event => all('details.menu[open]').forEach(menu => {
    if (!menu.contains(event.target)) menu.open = false;
  }));
  on('keydown', event => {
    if (event.key !== 'Escape') return;
    all('details.menu[open]').forEach(menu => { menu.open = false; one('summary', menu).focus(); });
  });

  // Dialogs: a popover without script, a modal dialog with it.
  on('click', event => {
    const button = event.target.closest('button[popovertarget]');
    const dialog = button && document.getElementById(button.getAttribute('popovertarget'));
    if (!dialog || dialog.localName !== 'dialog') return;
    event.preventDefault();
    if (dialog.open) dialog.close(); else dialog.showModal();
  });

  // A pressed button works once and keeps its label; a page that comes back from history is fresh again.
  const release = form => {
    delete form.dataset.sent;
    all('[data-busy]').forEach(button => { button.removeAttribute('aria-disabled'); delete button.dataset.busy; });
  };
  const hold = button => { if (button) { button.dataset.busy = ''; button.setAttribute('aria-disabled', 'true'); } };
  on('submit', event => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    // Without a connection the browser would leave the page for one of its own, and what was typed with it.
    const notice = document.getElementById('connection');
    if (notice) notice.hidden = navigator.onLine;
    if (!navigator.onLine) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    delete form.dataset.changed;
    setTimeout(() => hold(event.submitter));  // after the browser has taken the button's own value
    if (form.hasAttribute('data-download')) setTimeout(() => release(form), 3000);  // the page stays
  });
  addEventListener('pageshow', event => { if (event.persisted) all('form[data-sent]').forEach(release); });

  // Leaving asks only if something typed is unsaved; what a refused form still holds is unsaved too. A code is not worth it.
  const GUARDED = 'form[data-guard], form[method="post"][novalidate]:not(:has([type="password"]), [data-passing])';
  on('input', event => {
    if (event.target.form?.matches(GUARDED)) event.target.form.dataset.changed = 'yes';
  });
  addEventListener('beforeunload', event => {
    if (one('form[data-changed]') || all(GUARDED).some(form => one('.error-msg', form) && !form.dataset.sent)) event.preventDefault();
  });

  on('click', event => {
    const reveal = event.target.closest('[data-reveal]');
    if (reveal) {
      const input = document.getElementById(reveal.dataset.reveal), shown = input.type === 'password';
      input.type = shown ? 'text' : 'password';
      reveal.setAttribute('aria-pressed', String(shown));
    }
    if (event.target.closest('[data-print]')) print();
    if (event.target.closest('[data-back]')) history.back();
  });

  // Bulk selection
  const countSelected = table => {
    const rows = all('[data-one]', table), head = one('[data-all]', table), bar = document.getElementById(table.dataset.bulk);
    const chosen = rows.filter(row => row.checked).length;
    rows.forEach(row => row.closest('tr').classList.toggle('selected', row.checked));
    if (head) { head.checked = rows.length > 0 && chosen === rows.length; head.indeterminate = chosen > 0 && chosen < rows.length; }
    if (bar) { bar.hidden = !chosen; all('[data-count]', bar).forEach(count => write(count, chosen)); }
  };
  on('change', event => {
    const table = event.target.closest('table[data-bulk]');
    if (!table || !event.target.matches('[data-all], [data-one]')) return;
    if (event.target.matches('[data-all]')) all('[data-one]', table).forEach(row => { row.checked = event.target.checked; });
    countSelected(table);
  });

  // Attendance: counts, the rest in one click, a key for each answer, arrows between people.
  const countMarks = form => {
    const people = all('.person', form), counts = Object.create(null);
    people.forEach(person => {
      const answer = one('input[type="radio"]:checked', person)?.value;
      if (answer) counts[answer] = (counts[answer] || 0) + 1;
    });
    const left = people.filter(person => !one('input[type="radio"]:checked', person)).length;
    all('[data-n]').forEach(element => write(element, element.dataset.n === 'left' ? left : counts[element.dataset.n] || 0));
    all('[data-done]').forEach(element => { element.hidden = left > 0; });
    all('[data-todo]').forEach(element => { element.hidden = left === 0; });
  };
  const choose = (person, key) => {
    const input = one(`input[data-key="${key}"]`, person);
    if (!input || input.disabled) return false;
    input.checked = true;
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.dispatchEvent(new Event('change', { bubbles: true }));
    return true;
  };
  const goTo = person => {
    if (!person) return;
    (one('input:checked', person) || one('input', person))?.focus();
    person.scrollIntoView({ block: 'nearest' });
  };
  const fold = text => text.toLowerCase().normalize('NFKD').replace(/[\u0640\u0300-\u036f\u064b-\u065f\u0670]/g, '')
    .replace(/[ىی]/g, 'ي').replace(/ک/g, 'ك').replace(/ة/g, 'ه').trim();

  on('change', event => {
    const form = event.target.closest('[data-attendance]');
    if (form) countMarks(form);
  });
  on('click', event => {
    const button = event.target.closest('[data-rest]');
    if (!button) return;
    event.preventDefault();
    all('[data-attendance] .person').forEach(person => {
      if (!one('input[type="radio"]:checked', person)) choose(person, button.dataset.rest);
    });
  });
  on('keydown', event => {
    const person = event.target.closest?.('[data-attendance] .person');
    if (!person || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches('input[type="radio"]')) return;
    const people = all('.person:not([hidden])', person.closest('[data-attendance]')), at = people.indexOf(person);
    // On an Arabic, Persian or Georgian keyboard the key says another letter: take its place instead.
    const key = /^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, '');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) goTo(people[at + step]);
    else if (key.length === 1 && choose(person, key.toLowerCase())) goTo(people[at + 1] || person);
    else return;
    event.preventDefault();
  });
  on('input', event => {
    if (!event.target.matches('[data-find]')) return;
    const wanted = fold(event.target.value);
    all('[data-attendance] .person').forEach(person => { person.hidden = !fold(person.textContent).includes(wanted); });
  });

  // A column of numbers: Enter goes to the next one, as in a spreadsheet; at the last it sends the form.
  on('keydown', event => {
    if (event.key !== 'Enter' || event.isComposing || !event.target.matches('form[data-column] [data-cell]')) return;
    const cells = all('[data-cell]', event.target.form), next = cells[cells.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  });

  // What is typed or unfolded while an answer is on its way stays, also where the answer replaces the field. Nor is
  // anything filled in where somebody stands and is about to type.
  const kept = new WeakMap();
  const PARTS = { checkbox: 'checked', radio: 'checked' };
  const part = field => field.localName === 'details' ? 'open' : PARTS[field.type] || 'value';
  const values = form => new Map(form ? all('input[id], select[id], textarea[id], details[id]', form).map(field => [field.id, field[part(field)]]) : []);
  on('htmx:beforeRequest', event => kept.set(event.detail.xhr, values(event.target.closest('form'))));
  on('htmx:beforeSwap', event => {
    const asked = kept.get(event.detail.xhr) || new Map(), now = values(event.detail.requestConfig.elt.closest('form'));
    const here = document.activeElement.id;
    kept.set(event.detail.xhr, [...now].filter(([id, value]) => asked.has(id) && (asked.get(id) !== value || id === here)));
  });
  on('htmx:afterSwap', event => {
    (kept.get(event.detail.xhr) || []).forEach(([id, value]) => {
      const field = document.getElementById(id);
      if (field) field[part(field)] = value;
    });
  });

  // htmx: a bar when the answer takes long, focus kept, counts said aloud, a lost connection told.
  let wait;
  on('htmx:beforeRequest', event => {
    hold(event.detail.requestConfig?.triggeringEvent?.submitter);
    wait = setTimeout(() => document.documentElement.classList.add('waiting'), 400);
  });
  on('htmx:afterRequest', event => {
    clearTimeout(wait);
    document.documentElement.classList.remove('waiting');
    all('[data-busy]').forEach(button => { button.removeAttribute('aria-disabled'); delete button.dataset.busy; });
    const notice = document.getElementById('connection');
    if (notice) notice.hidden = event.detail.xhr.status !== 0;
  });
  on('htmx:afterSettle', event => {
    const region = event.target, said = one('[data-announce]', region);
    if (said) document.getElementById('announcer').textContent = said.textContent;
    if (document.activeElement === document.body) {
      const heading = one('h1, h2, h3', region);
      if (heading) { heading.tabIndex = -1; heading.focus(); }
    }
    refresh(region);
  });

  // On a phone tabs and navigation scroll: begin where the reader is.
  all('.tabs [aria-current], .mainnav [aria-current]').forEach(link => {
    const row = link.closest('ul'), here = link.getBoundingClientRect(), seen = row.getBoundingClientRect();
    row.scrollBy(here.left + here.width / 2 - seen.left - seen.width / 2, 0);
  });

  refresh(document);
  one('.error-summary')?.focus();
})();
