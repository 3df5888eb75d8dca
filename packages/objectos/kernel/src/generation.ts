import { bootOrder, idsOf, takenBy } from './boot-order.ts';
import type { MetadataIssue } from './built-in-facets.ts';
import { fault } from './errors.ts';
import { Fault } from './fault.ts';
import { FoldedSnapshot } from './folded-snapshot.ts';
import { checkMetadata, describeIssue } from './metadata-checks.ts';
import { Pipeline } from './pipeline.ts';
import type { Platform } from './platform.ts';
import { PluginLife } from './plugin-life.ts';
import type { Givers } from './plugin-life.ts';
import type { Plugin } from './plugin.ts';
import type { Ref } from './ref.ts';
import { accessRecorderRef, authoriserRef, committerRef } from './stages.ts';
import type { Authoriser, Committer } from './stages.ts';

/** A list of plugins as one whole: who lives, what all of it folds to, and, once raised, what calls run on. */
export class Generation {
  readonly plugins: readonly Plugin[];
  /** In boot order. */
  readonly lives: readonly PluginLife[];
  readonly snapshot: FoldedSnapshot;
  readonly #platform: Platform;
  readonly #orderFaults: readonly Fault[];
  #pipeline: Pipeline | undefined;

  /** `reserved`: ids of what the kernel itself provides. Of those that are `living` some may live on. */
  constructor(plugins: readonly Plugin[], { platform, reserved, living }: { platform: Platform; reserved: ReadonlySet<string>; living: readonly PluginLife[] }) {
    const { order, faults } = bootOrder(plugins, reserved);
    this.plugins = plugins;
    this.lives = succession(order, living, platform);
    const running = new Map(this.lives.map(({ source, plugin }) => [source, plugin]));
    this.snapshot = new FoldedSnapshot(plugins.map((source) => running.get(source) ?? source), (text) => platform.sha256(text));
    this.#platform = platform;
    this.#orderFaults = [...faults, ...withoutStages(plugins)];
  }

  /** Once every plugin is set up. */
  get pipeline(): Pipeline {
    return (this.#pipeline ??= new Pipeline(this.snapshot, {
      authoriser: this.service(authoriserRef) as Authoriser, committer: this.service(committerRef) as Committer, recorder: this.service(accessRecorderRef), platform: this.#platform,
    }));
  }

  service<T>({ id }: Ref<T>): T | undefined {
    return this.lives.find(({ provided }) => provided.has(id))?.provided.get(id) as T | undefined;
  }

  /** Every fault that can be found without starting anything; warnings are logged. */
  check(): readonly Fault[] {
    const { faults, issues } = this.#found();
    for (const issue of issues) if (issue.severity === 'warning') this.#platform.log('warn', `${issue.code}: ${describeIssue(issue)}`);
    return [...faults, ...issues.filter(({ severity }) => severity === 'fault').map((issue) => new Fault(issue.code, 'invalid', describeIssue(issue)))];
  }

  review(): readonly MetadataIssue[] {
    const { faults, issues } = this.#found();
    return [...faults.map(({ code, message }): MetadataIssue => ({ code, severity: 'fault', message })), ...issues];
  }

  /** Checks of the whole set mean nothing over facets that could not be folded. */
  #found(): { readonly faults: readonly Fault[]; readonly issues: readonly MetadataIssue[] } {
    const folding = this.snapshot.faults();
    if (folding.length > 0) return { faults: [...this.#orderFaults, ...folding], issues: [] };
    const { issues, failures } = checkMetadata(this.snapshot);
    return { faults: [...this.#orderFaults, ...failures], issues };
  }
}

/**
 * Who lives when these plugins, in boot order, follow those that live: a plugin lives on where it is the same value and all
 * that it needs and wants comes from the same lives. Starts nothing.
 */
function succession(order: readonly Plugin[], living: readonly PluginLife[], host: Platform): readonly PluginLife[] {
  const provider = new Map<string, PluginLife>();
  return order.map((source) => {
    const givers: Givers = new Map(takenBy(source).map((id) => [id, provider.get(id)]));
    const known = living.find((life) => life.source === source);
    const same = known !== undefined && [...givers].every(([id, giver]) => known.givers.get(id) === giver);
    const life = same ? known : new PluginLife({ source, plugin: known === undefined ? source : source.again?.() ?? source, givers, host });
    for (const id of idsOf(source.provides)) provider.set(id, life);
    return life;
  });
}

/** The stages that have no default: without them the kernel would let everything through, or lose every write. */
function* withoutStages(plugins: readonly Plugin[]): Generator<Fault> {
  const provided = new Set(plugins.flatMap(({ provides }) => idsOf(provides)));
  if (!provided.has(authoriserRef.id)) yield fault('KERNEL_NO_AUTHORISER', {});
  if (!provided.has(committerRef.id)) yield fault('KERNEL_NO_COMMITTER', {});
}
