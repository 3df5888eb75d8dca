import type { Document } from './document.ts';
import { Findings } from './findings.ts';
import type { FlowDescriptor } from './flow-descriptor.ts';
import type { Checked } from './issue.ts';
import { readJson } from './json-document.ts';
import type { DescriptorByKind } from './metadata-reader.ts';
import { suggestion } from './nearest-name.ts';
import type { Origin } from './origin.ts';
import { parseAction } from './parse-action.ts';
import { parseFlow } from './parse-flow.ts';
import { parseObject } from './parse-object.ts';
import { parseRole } from './parse-role.ts';
import type { Source } from './source.ts';
import { readYaml } from './yaml-document.ts';

/** The built-in kinds of metadata. */
export type Kind = keyof DescriptorByKind;

/** One parser per built-in kind. */
export const parsers: { readonly [K in Kind]: (value: unknown, source: Source | Origin) => Checked<DescriptorByKind[K]> } = {
  object: parseObject,
  flow: parseFlow,
  role: parseRole,
  action: parseAction,
};

const kinds = Object.keys(parsers) as Kind[];

/** Reads a flow from YAML, comparisons and all. Issues carry line and column. */
export function parseFlowYaml(text: string, file: string): Checked<FlowDescriptor> {
  return parseMetadataYaml(text, file, 'flow');
}

/** Reads a descriptor from YAML; its kind is given, or its `kind:` key says it, or a file name such as `x.flow.yml`. */
export function parseMetadataYaml(text: string, file: string): Checked<DescriptorByKind[Kind]>;
export function parseMetadataYaml<K extends Kind>(text: string, file: string, kind: K): Checked<DescriptorByKind[K]>;
export function parseMetadataYaml(text: string, file: string, kind: Kind | undefined = kindInName(file)): Checked<DescriptorByKind[Kind]> {
  const stated = kind ?? (/^kind:\s*(\w+)/mu.exec(text)?.[1] as Kind | undefined);
  return describe(readYaml(text, file, { operators: stated === 'flow' || stated === 'role' }), kind);
}

/** Reads a descriptor from JSON; its kind is given, or its `kind` key says it, or a file name such as `x.flow.json`. */
export function parseMetadataJson(text: string, file: string): Checked<DescriptorByKind[Kind]>;
export function parseMetadataJson<K extends Kind>(text: string, file: string, kind: K): Checked<DescriptorByKind[K]>;
export function parseMetadataJson(text: string, file: string, kind: Kind | undefined = kindInName(file)): Checked<DescriptorByKind[Kind]> {
  return describe(readJson(text, file), kind);
}

function describe(document: Checked<Document>, kind: Kind | undefined): Checked<DescriptorByKind[Kind]> {
  if (!document.ok) return { ok: false, issues: document.issues };
  const { value, origin } = document.value;
  const stated: unknown = kind ?? (typeof value === 'object' && value !== null && Object.hasOwn(value, 'kind') ? (value as { kind?: unknown }).kind : undefined);
  if (typeof stated === 'string' && Object.hasOwn(parsers, stated)) return parsers[stated as Kind](value, origin);
  const findings = new Findings(origin);
  const hint = (typeof stated === 'string' ? suggestion(stated, kinds) : undefined) ?? `Expected one of ${kinds.join(', ')}.`;
  findings.fault('METADATA_SHAPE', stated === undefined ? '"kind" is missing.' : `Unknown kind ${JSON.stringify(stated)}.`, { path: ['kind'], hint });
  return findings.checked<DescriptorByKind[Kind]>(undefined);
}

function kindInName(file: string): Kind | undefined {
  return kinds.find((kind) => file.replace(/\.\w+$/u, '').endsWith(`.${kind}`));
}
