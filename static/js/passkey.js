/* Passkeys: a button asks the browser, the answer goes into a hidden field, and the form is sent.
   Without this file the other ways of the page work. */
(() => {
  'use strict';
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), letter => letter.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

  const read = options => {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const list of [options.allowCredentials, options.excludeCredentials]) {
      (list || []).forEach(key => { key.id = bytes(key.id); });
    }
    return options;
  };
  const written = key => {
    const response = Object.create(null);
    for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  };

  document.addEventListener('click', async event => {
    const button = event.target.closest('[data-passkey]');
    if (!button || button.disabled) return;
    const form = button.form, failed = form.querySelector('[data-passkey-failed]');
    if (button.dataset.passkey === 'create' && !form.reportValidity()) return;
    failed.hidden = true;
    button.disabled = true;
    try {
      const publicKey = read(JSON.parse(button.dataset.options));
      const key = await navigator.credentials[button.dataset.passkey]({ publicKey });
      form.querySelector('[data-passkey-answer]').value = written(key);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    } finally {
      button.disabled = false;
    }
  });

  if (!window.PublicKeyCredential) {
    document.querySelectorAll('[data-passkey]').forEach(button => { button.disabled = true; });
  }
})();
