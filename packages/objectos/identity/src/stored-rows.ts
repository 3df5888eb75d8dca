import type { Json, Row } from '@objectql/metadata';

/** A principal as sessions need it. */
export interface StoredPrincipal {
  readonly id: string;
  readonly createdAt: string;
  readonly kind: string;
  readonly roles: readonly string[];
  readonly active: boolean;
  readonly attributes: Json;
}

/** A limit on an agent's, or a token's, use of a principal's rights, and until when it holds. */
export interface StoredLimits {
  readonly operations: readonly string[] | null;
  readonly roles: readonly string[] | null;
  /** Milliseconds since 1970; infinity where it does not expire. */
  readonly expiresAt: number;
  readonly revoked: boolean;
}

export interface StoredToken extends StoredLimits {
  readonly id: string;
  readonly createdAt: string;
  readonly tenant: string;
  readonly principal: string;
  readonly agent: string | null;
  readonly delegation: string | null;
}

export interface StoredDelegation extends StoredLimits {
  readonly id: string;
  readonly createdAt: string;
  readonly principal: string;
  readonly agent: string;
}

export function principalOf(row: Row): StoredPrincipal {
  return {
    id: text(row, 'id') ?? '',
    createdAt: text(row, 'createdAt') ?? '',
    kind: text(row, 'kind') ?? '',
    roles: texts(row, 'roles') ?? [],
    active: row['active'] === true,
    attributes: row['attributes'] ?? null,
  };
}

export function delegationOf(row: Row): StoredDelegation {
  return { ...limitsOf(row), operations: texts(row, 'operations') ?? [], id: text(row, 'id') ?? '', createdAt: text(row, 'createdAt') ?? '', principal: text(row, 'principal') ?? '', agent: text(row, 'agent') ?? '' };
}

export function tokenOf(row: Row): StoredToken {
  return {
    ...limitsOf(row),
    id: text(row, 'id') ?? '',
    createdAt: text(row, 'createdAt') ?? '',
    tenant: text(row, 'tenant') ?? '',
    principal: text(row, 'principal') ?? '',
    agent: text(row, 'agent'),
    delegation: text(row, 'delegation'),
  };
}

/** Neither revoked nor expired. */
export function isInForce({ revoked, expiresAt }: StoredLimits, now: number): boolean {
  return !revoked && now < expiresAt;
}

function limitsOf(row: Row): StoredLimits {
  const expiry = text(row, 'expires_at');
  return {
    operations: texts(row, 'operations'),
    roles: texts(row, 'roles'),
    expiresAt: expiry === null ? Infinity : Date.parse(expiry),
    revoked: text(row, 'revoked_at') !== null,
  };
}

function text(row: Row, field: string): string | null {
  const value = row[field];
  return typeof value === 'string' ? value : null;
}

function texts(row: Row, field: string): readonly string[] | null {
  const value = row[field];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : null;
}
