/* Date fields: what is typed is said back with its weekday and in the second calendar, and a button opens a calendar.
   All tables, names and sentences come from the server (lms/platform/i18n/calendars/browser.py). A page works without
   this file, and the server alone decides what a text means: where it could not be sure, nothing is said here. */
(() => {
  'use strict';
  const on = (type, handler) => document.addEventListener(type, handler);

  // Numbers of days are counted from 1 January 1970.
  const DAY = 86400000, SHORTEST = 28;
  const asDate = day => new Date(day * DAY);
  const weekdayOf = day => ((day + 3) % 7 + 7) % 7 + 1;
  const today = () => { const now = new Date(); return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY; };

  // A calendar: which date a day has, and which day a month begins on.
  const gregorian = {
    months: [1, 9999 * 12],
    first: at => new Date(0).setUTCFullYear(Math.floor(at / 12), at % 12, 1) / DAY,
    length: at => gregorian.first(at + 1) - gregorian.first(at),
    at: day => asDate(day).getUTCFullYear() * 12 + asDate(day).getUTCMonth(),
    holds: day => asDate(day).getUTCFullYear() > 0 && asDate(day).getUTCFullYear() < 10000,
  };
  const tabled = ({ year, first, lengths }) => {
    const starts = [first];
    for (const length of lengths) starts.push(starts.at(-1) + SHORTEST + Number(length));
    const offset = year * 12;
    return {
      starts,
      months: [offset, offset + lengths.length - 1],
      first: at => starts[at - offset],
      length: at => starts[at - offset + 1] - starts[at - offset],
      holds: day => starts[0] <= day && day < starts.at(-1),
      at: day => {
        let low = 0, high = lengths.length - 1;
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (starts[middle] <= day) low = middle; else high = middle - 1;
        }
        return offset + low;
      },
    };
  };
  const partsOf = (calendar, day) => {
    const at = calendar.at(day);
    return { year: Math.floor(at / 12), month: at % 12 + 1, day: day - calendar.first(at) + 1 };
  };

  // The file is fetched once, when somebody comes to a date field.
  const known = new Map();
  const tablesFor = input => {
    const url = input.dataset.date;
    if (!known.has(url)) {
      known.set(url, fetch(url).then(answer => answer.json()).then(tables => ({
        ...tables,
        calendars: { gregorian, hijri: tabled(tables.hijri), jalali: tabled(tables.jalali) },
        announced: new Set(tables.hijri.announced),
        idleWords: new Set(tables.idle),
      })).catch(() => { known.delete(url); return null; }));
    }
    return known.get(url);
  };

  // Saying a date
  const ZERO = { latn: 0x30, arab: 0x660, arabext: 0x6f0 };
  const digits = (text, set) => String(text).replace(/[0-9]/g, d => String.fromCodePoint(ZERO[set] + Number(d)));
  const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
  const reader = (input, tables) => ({ tables, ...input.dataset });
  const inWords = (kind, { year, month, day }, { tables, digits: set }) =>
    filled(tables.texts.day, { day: digits(day, set), month: tables.months[kind][month - 1], year: digits(year, set) });
  const isCalculated = (kind, day, { tables, today: read }) => {
    if (kind !== 'hijri') return false;
    const [from, to] = tables.hijri.sure, { calendars, hijri } = tables, now = Date.parse(read) / DAY;
    return !(from <= day && day <= Math.min(to, now)) && !tables.announced.has(calendars.hijri.at(day) - hijri.year * 12);
  };
  const marked = (text, kind, day, who) =>
    isCalculated(kind, day, who) ? filled(who.tables.texts.calculated, { date: text }) : text;
  const weekdayText = (day, who) => {
    const { tables, calendar, digits: set } = who;
    const kind = tables.calendars[calendar].holds(day) ? calendar : 'gregorian', parts = partsOf(tables.calendars[kind], day);
    const text = filled(tables.texts.weekday, {
      weekday: tables.weekdays[weekdayOf(day) - 1], day: digits(parts.day, set),
      month: tables.months[kind][parts.month - 1], year: digits(parts.year, set),
    });
    return marked(text, kind, day, who);
  };
  const secondText = (day, who) => {
    const { tables, calendar, second } = who;
    if (!second || second === calendar || !tables.calendars[second].holds(day)) return '';
    const text = inWords(second, partsOf(tables.calendars[second], day), who);
    return marked(filled(tables.texts[second], { date: text }), second, day, who);
  };
  const echo = (day, who) => {
    const date = weekdayText(day, who), second = secondText(day, who);
    return second ? filled(who.tables.texts.both, { date, second }) : date;
  };
  // As fields show dates: the year first, by hyphens only where those read from the left.
  const typedText = (day, who) => {
    const { tables, calendar, digits: set } = who;
    const kind = tables.calendars[calendar].holds(day) ? calendar : 'gregorian', parts = partsOf(tables.calendars[kind], day);
    const mark = kind === 'gregorian' && set === 'latn' ? '-' : '/';
    const two = number => String(number).padStart(2, '0');
    return digits([String(parts.year).padStart(4, '0'), two(parts.month), two(parts.day)].join(mark), set);
  };

  // Reading what was typed, as lms/platform/i18n/calendars/typed.py does.
  const MARKS = /[\u200e\u200f\u061c\u2066-\u2069\ufeff]/g, MIDNIGHT = /[T ]0?0:00(:00(\.0+)?)?$/;
  const SEPARATOR = String.raw`\s*[-/.,،٫⁄–−]\s*|\s+`;
  const IN_FIGURES = new RegExp(`^(\\d{1,4})(${SEPARATOR})(\\d{1,2})(?:${SEPARATOR})(\\d{1,4})([^\\d]*)$`);
  const plainDigits = text => text.replace(/[٠-٩]/g, d => d.codePointAt(0) - ZERO.arab).replace(/[۰-۹]/g, d => d.codePointAt(0) - ZERO.arabext);
  const fold = (text, letters) => [...plainDigits(text.normalize('NFKD'))].map(one => {
    if (one in letters) return letters[one];
    if (/[\p{M}\p{Cf}\p{Lm}]/u.test(one)) return '';
    return /[\p{L}\p{N}]/u.test(one) ? one.toLowerCase() : ' ';
  }).join('').replace(/ +/g, ' ').trim();
  const within = (number, [first, last]) => first <= number && number <= last;
  const calendarOfYear = (year, { tables, calendar, other }) => {
    if (within(year, tables.years.gregorian)) return 'gregorian';
    if (!within(year, tables.years.others)) return null;
    return calendar !== 'gregorian' ? calendar : other || 'unknown';
  };
  const refusal = text => ({ refusal: text });

  const read = (text, who) => {
    const typed = plainDigits(text.replace(MARKS, '')).trim().replace(MIDNIGHT, '');
    if (!typed || typed.length > 60) return null;
    const found = IN_FIGURES.exec(typed);
    if (found) return readFigures(found, who);
    const bare = /^(\d{4})(\d{2})(\d{2})$/.exec(typed);
    if (bare) return dated(calendarOfYear(Number(bare[1]), who), ...bare.slice(1).map(Number), who);
    return readWords(fold(typed, who.tables.letters), who);
  };
  const readFigures = ([, first, separator, second, third, rest], who) => {
    const { tables } = who, word = fold(rest, tables.letters).replaceAll(' ', ''), yearFirst = first.length >= 3 && third.length <= 2;
    if (!yearFirst && !(third.length >= 3 && first.length <= 2)) return null;
    if (word && !(word in tables.eras)) return null;
    const [year, month, day] = (yearFirst ? [first, second, third] : [third, second, first]).map(Number);
    const kind = word ? tables.eras[word] : calendarOfYear(year, who);
    const swapped = third.length >= 3 && separator.trim() !== '.' && day !== month && Math.max(day, month) <= 12 && Math.min(day, month) > 0;
    if (swapped && kind in tables.calendars) {
      return refusal(filled(tables.texts.two, {
        first: inWords(kind, { year, month, day }, who), second: inWords(kind, { year, month: day, day: month }, who),
      }));
    }
    return dated(kind, year, month, day, who);
  };
  const readWords = (folded, who) => {
    const { tables } = who, parts = folded.match(/\d+|[^\s\d]+/g) || [];
    const numbers = parts.filter(part => /^\d+$/.test(part));
    const words = parts.filter(part => !/^\d+$/.test(part) && !tables.idleWords.has(part));
    const years = numbers.filter(one => one.length === 3 || one.length === 4), days = numbers.filter(one => one.length < 3);
    if (numbers.length !== 2 || years.length !== 1 || days.length !== 1) return null;
    for (let end = words.length; end > 0; end--) {
      const named = tables.named[words.slice(0, end).join('')], rest = words.slice(end).join('');
      if (named && (!rest || tables.eras[rest] === named[0])) return dated(named[0], Number(years[0]), named[1], Number(days[0]), who);
    }
    return null;
  };
  const dated = (kind, year, month, day, who) => {
    const { tables, digits: set } = who;
    if (kind === 'unknown') return refusal(filled(tables.texts.year, { year: digits(year, set) }));
    const calendar = tables.calendars[kind];
    if (!calendar) return null;
    if (month < 1 || month > 12) return refusal(filled(tables.texts.month, { month: digits(month, set), months: digits(12, set) }));
    const at = year * 12 + month - 1;
    if (!within(at, calendar.months)) return kind === 'hijri' ? refusal(tables.texts.outside) : null;
    if (day < 1 || day > calendar.length(at)) {
      const leap = (kind === 'jalali' && month === 12 && day === 30) || (kind === 'gregorian' && month === 2 && day === 29);
      const date = inWords(kind, { year, month, day }, who);
      return refusal(filled(leap ? tables.texts.leap : tables.texts.none, { date, year: digits(year, set) }));
    }
    return { day: calendar.first(at) + day - 1 };
  };

  // The field says back what it holds.
  const say = async input => {
    const tables = await tablesFor(input), place = document.getElementById(`${input.id}-second`);
    if (!tables || !place) return;
    const who = reader(input, tables), meant = read(input.value, who);
    const text = !meant ? '' : meant.refusal || echo(meant.day, who);
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle('is-refusal', Boolean(meant?.refusal));
  };
  on('focusin', event => { if (event.target.matches('[data-date]')) tablesFor(event.target); });
  on('input', event => { if (event.target.matches('[data-date]')) say(event.target); });

  // The calendar in a dialog, one for all fields of the page.
  const made = (name, attributes, ...children) => {
    const element = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => { if (value !== null) element.setAttribute(key, value); });
    element.append(...children);
    return element;
  };
  const SVG = 'http://www.w3.org/2000/svg';
  const picture = (sprite, name) => {
    const svg = document.createElementNS(SVG, 'svg'), use = document.createElementNS(SVG, 'use');
    svg.setAttribute('class', 'icon icon-dir');
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', sprite.replace(/#.*/, `#i-${name}`));
    svg.append(use);
    return svg;
  };

  const open = async button => {
    const input = button.parentElement.querySelector('[data-date]'), tables = await tablesFor(input);
    if (!tables) return;
    const who = reader(input, tables), { texts } = tables;
    const calendar = tables.calendars[who.calendar];
    const meant = read(input.value, who)?.day;
    const chosen = meant !== undefined && calendar.holds(meant) ? meant : null;
    let focused = chosen ?? (calendar.holds(today()) ? today() : calendar.first(calendar.months[0]));

    const sprite = button.querySelector('use').getAttribute('href');
    const mover = (name, arrow, months) => {
      const one = made('button', { type: 'button', class: 'btn btn-icon btn-quiet', 'aria-label': name }, picture(sprite, arrow));
      one.addEventListener('click', () => { move(byMonths(months)); one.focus(); });
      return one;
    };
    const heading = made('h2', { id: 'date-picker-title', 'aria-live': 'polite' }), under = made('small', {});
    const body = made('tbody', {});
    const week = [...Array(7)].map((_, place) => (Number(who.week) - 1 + place) % 7);
    const grid = made('table', { role: 'grid', 'aria-labelledby': 'date-picker-title' },
      made('thead', {}, made('tr', {}, ...week.map(one =>
        made('th', { scope: 'col', abbr: tables.weekdays[one], 'aria-label': tables.weekdays[one] }, tables.shortWeekdays[one])))),
      body);
    const now = made('button', { type: 'button', class: 'btn' }, texts.today), close = made('button', { type: 'button', class: 'btn btn-quiet' }, texts.close);
    const dialog = made('dialog', { class: 'date-picker', 'aria-label': texts.choose },
      made('div', { class: 'date-picker-head' },
        made('div', { class: 'row' }, mover(texts.yearBefore, 'chevrons-left', -12), mover(texts.monthBefore, 'chevron-left', -1)),
        made('div', {}, heading, under),
        made('div', { class: 'row' }, mover(texts.monthAfter, 'chevron-right', 1), mover(texts.yearAfter, 'chevrons-right', 12))),
      grid,
      made('div', { class: 'card-foot' }, now, close));

    const byMonths = months => {
      const at = Math.min(Math.max(calendar.at(focused) + months, calendar.months[0]), calendar.months[1]);
      return calendar.first(at) + Math.min(partsOf(calendar, focused).day, calendar.length(at)) - 1;
    };
    const titleOf = at => `${tables.months[who.calendar][at % 12]} ${digits(Math.floor(at / 12), who.digits)}`;
    const besides = (first, last) => {
      const kind = who.second, other = tables.calendars[kind];
      if (!other || kind === who.calendar || !other.holds(first) || !other.holds(last)) return '';
      const [from, to] = [other.at(first), other.at(last)];
      const name = at => `${tables.months[kind][at % 12]} ${digits(Math.floor(at / 12), who.digits)}`;
      return from === to ? name(from) : `${name(from)} – ${name(to)}`;
    };
    const cell = day => {
      const parts = partsOf(calendar, day);
      return made('td', {
        role: 'gridcell', 'data-day': day, tabindex: day === focused ? 0 : -1, 'aria-label': echo(day, who),
        'aria-selected': String(day === chosen), 'aria-current': day === today() ? 'date' : null,
      }, digits(parts.day, who.digits));
    };
    const draw = () => {
      const at = calendar.at(focused), first = calendar.first(at), length = calendar.length(at);
      heading.textContent = titleOf(at);
      under.textContent = besides(first, first + length - 1);
      const before = (weekdayOf(first) - Number(who.week) + 7) % 7, cells = [...Array(before)].map(() => made('td', {}));
      for (let day = first; day < first + length; day++) cells.push(cell(day));
      while (cells.length % 7) cells.push(made('td', {}));
      body.replaceChildren(...[...Array(cells.length / 7)].map((_, row) => made('tr', {}, ...cells.slice(row * 7, row * 7 + 7))));
    };
    const move = day => {
      if (!calendar.holds(day)) return;
      focused = day;
      draw();
    };
    const stand = () => body.querySelector('[tabindex="0"]').focus();
    const choose = day => {
      input.value = typedText(day, who);
      dialog.close();
      input.dispatchEvent(new Event('input', { bubbles: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
    };

    const steps = () => {
      const forward = getComputedStyle(dialog).direction === 'rtl' ? -1 : 1, place = (weekdayOf(focused) - Number(who.week) + 7) % 7;
      return {
        ArrowRight: focused + forward, ArrowLeft: focused - forward, ArrowDown: focused + 7, ArrowUp: focused - 7,
        Home: focused - place, End: focused + 6 - place,
      };
    };
    body.addEventListener('keydown', event => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const pages = { PageUp: -1, PageDown: 1 }[event.key];
      if (event.key === 'Enter' || event.key === ' ') choose(focused);
      else if (pages) { move(byMonths(event.shiftKey ? pages * 12 : pages)); stand(); }
      else if (event.key in steps()) { move(steps()[event.key]); stand(); }
      else return;
      event.preventDefault();
    });
    body.addEventListener('click', event => {
      const day = event.target.closest('[data-day]');
      if (day) choose(Number(day.dataset.day));
    });
    now.addEventListener('click', () => { move(today()); stand(); });
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener('close', () => { dialog.remove(); button.focus(); });

    draw();
    document.body.append(dialog);
    dialog.showModal();
    stand();
  };
  on('click', event => {
    const button = event.target.closest('[data-pick]');
    if (button) open(button);
  });
})();
