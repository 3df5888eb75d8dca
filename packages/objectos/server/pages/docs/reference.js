// The reference of one token: asks for its document and hands it to Swagger UI, which is loaded before this.
const { SwaggerUIBundle } = window;
const form = document.querySelector('#sign-in');
const told = document.querySelector('#told');
const reference = document.querySelector('#reference');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void signIn(form.querySelector('#token').value.trim());
});

async function signIn(token) {
  const answer = await asked(token);
  reference.replaceChildren();
  tell(answer.told, answer.spec === undefined);
  if (answer.spec !== undefined) show(answer.spec, token);
}

/** The document of the token, or why there is none. */
async function asked(token) {
  try {
    const response = await fetch('/api/openapi.json', { headers: { authorization: `Bearer ${token}` }, credentials: 'omit', cache: 'no-store' });
    const body = await response.json();
    if (!response.ok) return { told: `${body.message} ${body.hint ?? ''}` };
    const count = Object.values(body.paths).reduce((sum, item) => sum + Object.keys(item).length, 0);
    return { spec: nothingFilledIn(body), told: `${count} operations may be used with this token. "Execute" really calls them.` };
  } catch (error) {
    return { told: `The document could not be read: ${error.message}.` };
  }
}

/** A parameter that is an object would be sent with a sample that Swagger UI makes up; as text it stays empty until it is written. */
function nothingFilledIn(spec) {
  for (const item of Object.values(spec.paths)) {
    for (const operation of Object.values(item)) {
      for (const parameter of operation.parameters ?? []) {
        if (parameter.content === undefined) continue;
        delete parameter.content;
        parameter.schema = { type: 'string' };
      }
    }
  }
  return spec;
}

function tell(text, failed) {
  told.textContent = text;
  told.toggleAttribute('data-failed', failed);
}

function show(spec, token) {
  const ui = SwaggerUIBundle({
    spec,
    domNode: reference,
    presets: [SwaggerUIBundle.presets.apis],
    layout: 'BaseLayout',
    docExpansion: 'none',
    defaultModelsExpandDepth: -1,
    filter: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => ui.preauthorizeApiKey('token', token),
  });
}
