import { createRequire } from 'node:module';

type Json = Readonly<Record<string, unknown>>;
interface Check {
  (value: unknown): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}
interface Ajv {
  addSchema(schema: Json, key: string): void;
  compile(schema: Json): Check;
}

const tools = createRequire(import.meta.url);

/** A document as a JSON Schema validator reads it: are its examples, and the server's answers, what its schemas say? */
export class JudgedDocument {
  readonly document: Json;
  readonly #ajv: Ajv;
  readonly #checks = new Map<string, Check>();

  constructor(document: Json) {
    this.document = document;
    const { Ajv2020 } = tools('ajv/dist/2020.js') as { readonly Ajv2020: new (options: object) => Ajv };
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    (tools('ajv-formats') as (ajv: Ajv) => void)(this.#ajv);
    this.#ajv.addSchema(document, 'document');
  }

  /** Every example at the place where it stands; a sentence for each that its own schema refuses. */
  examples(): { readonly checked: number; readonly failures: readonly string[] } {
    const failures: string[] = [];
    let checked = 0;
    const take = (pointer: string, example: unknown): void => {
      checked += 1;
      failures.push(...this.#problems(pointer, example));
    };
    walk(this.document, '', (at, pointer) => {
      if (Array.isArray(at['examples']) && isSchemaAt(pointer)) for (const example of at['examples']) take(pointer, example);
      if ('example' in at && 'schema' in at) take(`${pointer}/schema`, at['example']);
    });
    return { checked, failures };
  }

  /** What is wrong with an answer by what the document says of its path, method, status and type. */
  answer(path: string, method: string, { status, type, body }: { readonly status: number; readonly type: string; readonly body: unknown }): readonly string[] {
    const pointer = `/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${method}/responses/${status}`;
    const found = this.#resolve(pointer);
    if (found === undefined) return [`${method} ${path} answered ${status}, which the document does not say`];
    return this.#problems(`${found}/content/${type.replaceAll('/', '~1')}/schema`, body).map((problem) => `${method} ${path} ${status}: ${problem}`);
  }

  #problems(pointer: string, value: unknown): readonly string[] {
    const check = this.#checks.get(pointer) ?? this.#ajv.compile({ $ref: `document#${encodeURI(pointer)}` });
    this.#checks.set(pointer, check);
    return check(value) ? [] : (check.errors ?? []).map(({ instancePath, message = '' }) => `${pointer}${instancePath} ${message}`);
  }

  /** The pointer itself, or where it refers to. */
  #resolve(pointer: string): string | undefined {
    const value = pointer.slice(1).split('/').reduce<unknown>((at, name) => (at as Json | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], this.document) as Json | undefined;
    const ref = value?.['$ref'];
    return typeof ref === 'string' ? ref.slice(1) : value === undefined ? undefined : pointer;
  }
}

/** A property that is called "examples" is no keyword. */
function isSchemaAt(pointer: string): boolean {
  return !pointer.endsWith('/properties');
}

function walk(value: unknown, pointer: string, visit: (at: Json, pointer: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value as Json, pointer);
  for (const [name, each] of Object.entries(value)) if (name !== 'example' && name !== 'examples') walk(each, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, visit);
}
