import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** 0-based, as the protocol counts. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Diagnostic {
  readonly range: { readonly start: Position };
  readonly message: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A language server on standard input and output, asked as an editor would. */
export class LspClient {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #diagnosed = new Map<string, PromiseWithResolvers<readonly Diagnostic[]>>();
  #received = Buffer.alloc(0);
  #lastId = 0;

  /** `settings`: what the user's settings say, by section, such as `yaml`. */
  constructor(module: string, settings: Readonly<Record<string, unknown>>) {
    this.#settings = settings;
    this.#child = spawn(process.execPath, [module, '--stdio']);
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
  }

  async initialize(rootUri: string): Promise<void> {
    await this.request('initialize', {
      processId: process.pid, rootUri, workspaceFolders: [{ uri: rootUri, name: 'app' }],
      capabilities: { workspace: { configuration: true, workspaceFolders: true }, textDocument: { publishDiagnostics: {}, completion: {}, hover: { contentFormat: ['markdown', 'plaintext'] } } },
    });
    this.#notify('initialized', {});
    this.#notify('workspace/didChangeConfiguration', { settings: this.#settings });
  }

  /** Opens a document; answers what the server finds wrong with it. */
  open(uri: string, text: string): Promise<readonly Diagnostic[]> {
    const diagnosed = Promise.withResolvers<readonly Diagnostic[]>();
    this.#diagnosed.set(uri, diagnosed);
    this.#notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return diagnosed.promise;
  }

  request(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<unknown>();
    this.#waiting.set(id, answer);
    this.#send({ jsonrpc: '2.0', id, method, params });
    return answer.promise;
  }

  async close(): Promise<void> {
    await this.request('shutdown', {});
    this.#notify('exit', {});
    await new Promise((resolve) => void this.#child.once('close', resolve));
  }

  #notify(method: string, params: object): void {
    this.#send({ jsonrpc: '2.0', method, params });
  }

  #send(message: object): void {
    const text = JSON.stringify(message);
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #take(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/iu.exec(this.#received.toString('utf8', 0, end))?.[1]);
      if (this.#received.length < end + 4 + length) return;
      const message = JSON.parse(this.#received.toString('utf8', end + 4, end + 4 + length)) as Message;
      this.#received = this.#received.subarray(end + 4 + length);
      this.#hear(message);
    }
  }

  #hear({ id, method, params, result, error }: Message): void {
    if (method === undefined) {
      const waiting = this.#waiting.get(id ?? 0);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error.message));
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { readonly uri: string; readonly diagnostics: readonly Diagnostic[] };
      this.#diagnosed.get(uri)?.resolve(diagnostics);
    } else if (id !== undefined) this.#send({ jsonrpc: '2.0', id, result: this.#answerTo(method, params) });
  }

  /** Requests of the server: settings by section; everything else is agreed to. */
  #answerTo(method: string, params: unknown): unknown {
    if (method !== 'workspace/configuration') return null;
    return (params as { readonly items: readonly { readonly section?: string }[] }).items.map(({ section = '' }) => this.#settings[section] ?? null);
  }
}
