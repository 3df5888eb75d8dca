/** A service token, structurally a kernel `Ref`: the engine stands below the kernel and does not import it. */
export interface ServiceToken<T> {
  readonly id: string;
  readonly scope: 'process';
  readonly service?: T;
}
