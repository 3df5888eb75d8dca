import { Fault, isSystem } from '@objectos/kernel';
import type { AnyOperation, Call, CallError, Context, JsonSchema, Operation, Platform, Reply, Runtime } from '@objectos/kernel';
import type { Attempt, Rejection } from '@objectql/engine';
import type { Row } from '@objectql/metadata';
import { fault } from './errors.ts';
import type { IdentityReader } from './identity-reader.ts';
import { requireNamedOperations } from './named-operations.ts';
import { actsByOwnHand } from './own-hand.ts';
import { canAct, canBeAgent, subjectKey } from './session-maker.ts';
import { isInForce } from './stored-rows.ts';
import type { TokenAuthenticator } from './token-authenticator.ts';
import { tokenIdInput, tokenInput, tokenListInput } from './token-input.ts';
import type { TokenInput, TokenListInput } from './token-input.ts';
import { shown, shownFields } from './token-register.ts';
import type { ShownToken, TokenRegister } from './token-register.ts';
import { newToken } from './token-text.ts';

/** What the operations work with once the plugin has started. */
export interface IdentityServices {
  readonly reader: IdentityReader;
  readonly register: TokenRegister;
  readonly authenticator: TokenAuthenticator;
  readonly platform: Platform;
  readonly runtime: Runtime;
}

/** Whom the token is for, checked. */
interface Bearer {
  readonly principal: string;
  readonly agent: string | null;
  readonly delegation: string | null;
}

/** Agents have no use for these and may not call them, so MCP does not list them. */
const common = { grant: null, target: 'system', surfaces: ['rest', 'sdk', 'cli', 'system'] } as const;

const ownHand: CallError = { code: 'AGENT_MAY_NOT_DELEGATE', category: 'forbidden' };
const createErrors: readonly CallError[] = [
  ownHand,
  { code: 'TOKEN_FOR_ANOTHER', category: 'forbidden' },
  { code: 'PRINCIPAL_UNUSABLE', category: 'invalid' },
  { code: 'DELEGATION_MISSING', category: 'invalid' },
  { code: 'OPERATION_UNKNOWN', category: 'invalid' },
  { code: 'DUPLICATE_ID', category: 'conflict' },
  { code: 'COMMAND_KEY_REUSED', category: 'conflict' },
];

/**
 * Tokens: a principal makes, lists and revokes his own; the local operator, who calls as the system, those of anybody in the
 * tenant. Nobody does through an agent or a limited token: it could outlive or outgrow what limits it.
 */
export function tokenOperations(services: () => IdentityServices): readonly AnyOperation[] {
  const create: Operation<TokenInput> = {
    ...common,
    name: 'token.create',
    title: 'Create token',
    description: 'Makes a token and tells its text, this once. With agent, the agent acts for the principal as far as their delegation goes.',
    effect: 'write',
    idempotent: false,
    input: tokenInput,
    output: () => ({ ...tokenSchema, properties: { ...tokenProperties, token: { type: ['string', 'null'], description: 'The text; null in the answer to a retry or a dry run.' } } }),
    errors: createErrors,
    handler: (call) => createToken(services(), call),
  };
  const list: Operation<TokenListInput> = {
    ...common,
    name: 'token.list',
    title: 'List tokens',
    description: 'Tokens, latest first, whether or not they are still in force. Their texts are not known any more.',
    effect: 'read',
    idempotent: true,
    input: tokenListInput,
    output: () => ({ type: 'object', properties: { records: { type: 'array', items: tokenSchema }, nextCursor: { type: ['string', 'null'] } }, required: ['records', 'nextCursor'] }),
    errors: [ownHand, { code: 'PRINCIPAL_UNUSABLE', category: 'invalid' }],
    handler: (call) => listTokens(services(), call),
  };
  const revoke: Operation<{ readonly id: string }> = {
    ...common,
    name: 'token.revoke',
    title: 'Revoke token',
    description: 'Ends a token for good: the very next call with it is refused.',
    effect: 'destructive',
    idempotent: true,
    input: tokenIdInput,
    output: () => tokenSchema,
    errors: [ownHand, { code: 'TOKEN_NOT_FOUND', category: 'not_found' }, { code: 'COMMAND_KEY_REUSED', category: 'conflict' }],
    handler: (call) => revokeToken(services(), call),
  };
  return [create, list, revoke];
}

async function createToken(services: IdentityServices, call: Call<TokenInput>): Promise<Reply> {
  const { reader, register, platform, runtime } = services;
  const { input, context } = call;
  requireOwnHand(context);
  const bearer = await bearerOf(reader, call);
  const { operations = null, roles = null, label = null, expires_in: lasts = null } = input;
  if (operations !== null) requireNamedOperations(operations, call, runtime);
  const { text, hash, prefix } = newToken(platform);
  const expires_at = endOf(context, lasts);
  const id = input.id ?? platform.uuid();
  const row: Row = { id, hash, prefix, tenant: context.tenant, ...bearer, operations, roles, label, expires_at, revoked_at: null };
  const written = await register.create(id, row, writeOptions(call, platform));
  if (!written.ok) throw refused(written.rejection);
  const isNew = !written.replayed && context.dryRun !== true;
  return { value: { ...shown(written.row), token: isNew ? text : null }, ...(written.replayed ? { replayed: true } : {}) };
}

/** What is made with a token that expires does not outlive it. */
function endOf({ time, sessionExpiresAt = Infinity }: Context, lasts: number | null): string | null {
  const end = Math.min(lasts === null ? Infinity : time + lasts * 1000, sessionExpiresAt);
  return end === Infinity ? null : new Date(end).toISOString();
}

async function listTokens({ reader }: IdentityServices, { input, context }: Call<TokenListInput>): Promise<Reply> {
  requireOwnHand(context);
  const whose = isSystem(context.principal) ? input.principal : context.principal.id;
  const filter = { tenant: context.tenant, ...(whose === undefined || whose === null ? {} : { principal: whose }) };
  const page = await reader.tokens({ filter, sort: ['-createdAt'], ...(input.limit ? { limit: input.limit } : {}), ...(input.cursor ? { cursor: input.cursor } : {}) }, context);
  if (isSystem(context.principal) && typeof whose === 'string' && page.rows.length === 0) await requirePrincipal(reader, whose, context);
  const records: readonly ShownToken[] = page.rows.map(shown);
  return { value: { records, nextCursor: page.nextCursor } };
}

/** Tokens outlive the record of their principal, so only where there are none is it asked whether there is such a one. */
async function requirePrincipal(reader: IdentityReader, id: string, context: Context): Promise<void> {
  if ((await reader.principal(id, context)) === null) throw fault('PRINCIPAL_UNUSABLE', { id, expected: 'a principal' }, { details: { path: 'principal' } });
}

async function revokeToken({ register, authenticator, platform }: IdentityServices, call: Call<{ readonly id: string }>): Promise<Reply> {
  const { context, input: { id } } = call;
  requireOwnHand(context);
  const isMine = (row: Row): boolean => row['tenant'] === context.tenant && (isSystem(context.principal) || row['principal'] === context.principal.id);
  const written = await register.revoke(id, isMine, writeOptions(call, platform));
  authenticator.changed(subjectKey('token', context.tenant, id));
  if (!written.ok) throw refused(written.rejection);
  return { value: shown(written.row), ...(written.replayed ? { replayed: true } : {}) };
}

/** Whom the token is for: himself for a principal, anybody of the tenant for the operator. */
async function bearerOf(reader: IdentityReader, { input, context }: Call<TokenInput>): Promise<Bearer> {
  const isOperator = isSystem(context.principal);
  const principal = input.principal ?? (isOperator ? null : context.principal.id);
  if (principal === null) throw fault('TOKEN_NO_PRINCIPAL', {}, { details: { path: 'principal' } });
  if (!isOperator && principal !== context.principal.id) throw fault('TOKEN_FOR_ANOTHER', {}, { details: { path: 'principal' } });
  const stored = await reader.principal(principal, context);
  if (stored === null || !canAct(stored)) throw fault('PRINCIPAL_UNUSABLE', { id: principal, expected: 'an active person or service' }, { details: { path: 'principal' } });
  const agent = input.agent ?? null;
  if (agent === null) return { principal, agent, delegation: null };
  const actor = await reader.principal(agent, context);
  if (actor === null || !canBeAgent(actor)) throw fault('PRINCIPAL_UNUSABLE', { id: agent, expected: 'an active agent' }, { details: { path: 'agent' } });
  const delegations = await reader.delegations(principal, agent, context);
  const delegation = delegations.find((each) => isInForce(each, context.time));
  if (delegation === undefined) throw fault('DELEGATION_MISSING', { principal, agent }, { details: { path: 'agent' } });
  return { principal, agent, delegation: delegation.id };
}

function requireOwnHand(context: Context): void {
  if (!actsByOwnHand(context)) throw fault('AGENT_MAY_NOT_DELEGATE', {});
}

function writeOptions({ context, operation, snapshot, input }: Call<unknown>, platform: Platform): Pick<Attempt, 'scope' | 'command' | 'dryRun'> {
  const { tenant, principal, time, actors, onBehalfOf, surface, requestId, commandKey, dryRun = false } = context;
  const scope = { tenant, principal, time, actors, onBehalfOf, surface, requestId, operation: operation.name, version: snapshot.version };
  if (commandKey === undefined || dryRun) return { scope, dryRun };
  return { scope, dryRun, command: { key: commandKey, digest: platform.sha256(JSON.stringify([operation.name, input])) } };
}

function refused({ code, category, message }: Rejection): Fault {
  return code === 'TOKEN_NOT_FOUND' ? fault('TOKEN_NOT_FOUND', {}) : new Fault(code, category, message);
}

const tokenProperties: Readonly<Record<string, JsonSchema>> = Object.fromEntries(shownFields.map((name) => [name, schemaOf(name)]));
const tokenSchema: JsonSchema = { type: 'object', properties: tokenProperties, required: shownFields };

function schemaOf(name: (typeof shownFields)[number]): JsonSchema {
  if (name === 'operations' || name === 'roles') return { type: ['array', 'null'], items: { type: 'string' } };
  return name === 'id' || name === 'principal' || name === 'prefix' ? { type: 'string' } : { type: ['string', 'null'] };
}
