/* A message to participants: while one writes, in how many parts it goes out as a text message.
   The alphabet, the lengths and what stands round the text come with the form; without this file the next page says it. */
(() => {
  'use strict';
  const form = document.querySelector('[data-message]');
  const shown = form && form.querySelector('[data-parts]');
  if (!shown) return;
  const { frames, alphabet, extension, lengths, most } = JSON.parse(form.dataset.counting);
  const plain = new Set([...alphabet, ...extension]), twice = new Set(extension);

  const segments = text => {
    const letters = [...text], latin = letters.every(letter => plain.has(letter));
    const sizes = letters.map(letter => (latin ? twice.has(letter) : letter.length > 1) ? 2 : 1);
    const [alone, each] = lengths[latin ? 0 : 1];
    if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return 1;
    let count = 0, left = 0;
    for (const size of sizes) {
      if (size > left) { count += 1; left = each; }
      left -= size;
    }
    return count;
  };

  // The same digits as those that the server printed.
  const zero = shown.querySelector('[data-each]').textContent.codePointAt(0);
  const written = n => String(n).replace(/\d/g, digit => String.fromCodePoint(zero + Number(digit)));

  const count = () => {
    const text = form.text.value.split(/\r?\n/).map(line => line.trim()).join('\n').replace(/^\n+|\n+$/g, '');
    const ways = form.querySelector('[name=ways]:checked');
    shown.hidden = !text || !frames.length || !ways || ways.value === 'mail';
    const counts = frames.map(frame => segments(frame.before + text + frame.after));
    const longest = Math.max(0, ...counts), shortest = Math.min(longest, ...counts);
    shown.querySelector('[data-each]').textContent =
      shortest === longest ? written(longest) : `${written(shortest)}–${written(longest)}`;
    shown.querySelector('[data-total]').textContent =
      written(counts.reduce((sum, each, n) => sum + each * frames[n].people, 0));
    shown.querySelector('[data-over]').hidden = longest <= most;
  };
  form.addEventListener('input', count);
  form.addEventListener('change', count);
  count();
})();
