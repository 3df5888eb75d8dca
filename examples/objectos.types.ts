// Written by "objectos types" from the metadata of the app; do not edit.
// oxlint-disable max-lines -- as long as there are fields
import type { App as TypedApp, EventInput, SystemRecord } from '@objectql/metadata';

/** For createClient<App>({ url, token }). */
export type App = TypedApp<{
  readonly audit_note: {
    readonly record: SystemRecord & {
      readonly text: string | null;
      readonly object: string | null;
      readonly record: string | null;
      readonly event: string | null;
      readonly author: string | null;
    };
    readonly create: {
      readonly id?: string;
    };
    readonly changes: {};
    readonly lookups: {};
    readonly events: {};
    readonly actions: {};
  };
  readonly contact: {
    readonly record: SystemRecord & {
      readonly name: string;
      readonly customer: string;
      readonly position: string | null;
      readonly email: string | null;
      readonly phone: string | null;
      readonly preferred_channel: 'email' | 'phone' | 'post' | null;
      readonly notes: string | null;
    };
    readonly create: {
      readonly id?: string;
      readonly name: string;
      readonly customer: string;
      readonly position?: string | null;
      readonly email?: string | null;
      readonly phone?: string | null;
      readonly preferred_channel?: 'email' | 'phone' | 'post' | null;
      readonly notes?: string | null;
    };
    readonly changes: {
      readonly name?: string;
      readonly customer?: string;
      readonly position?: string | null;
      readonly email?: string | null;
      readonly phone?: string | null;
      readonly preferred_channel?: 'email' | 'phone' | 'post' | null;
      readonly notes?: string | null;
    };
    readonly lookups: {
      readonly customer: 'customer';
    };
    readonly events: {};
    readonly actions: {};
  };
  readonly contract: {
    readonly record: SystemRecord & {
      readonly number: string;
      readonly title: string;
      readonly customer: string;
      readonly opportunity: string | null;
      readonly value: string;
      readonly starts_on: string | null;
      readonly ends_on: string | null;
      readonly terms: string | null;
      readonly status: 'draft' | 'in_review' | 'approved' | 'rejected';
      readonly archived: boolean | null;
    };
    readonly create: {
      readonly id?: string;
      readonly title: string;
      readonly customer: string;
      readonly opportunity?: string | null;
      readonly value: string | number;
      readonly starts_on?: string | null;
      readonly ends_on?: string | null;
      readonly terms?: string | null;
    };
    readonly changes: {
      readonly title?: string;
      readonly customer?: string;
      readonly opportunity?: string | null;
      readonly value?: string | number;
      readonly starts_on?: string | null;
      readonly ends_on?: string | null;
      readonly terms?: string | null;
    };
    readonly lookups: {
      readonly customer: 'customer';
      readonly opportunity: 'opportunity';
    };
    readonly events: {
      readonly approve: EventInput;
      readonly reject: EventInput;
      readonly revise: EventInput;
      readonly submit: EventInput;
      readonly withdraw: EventInput;
    };
    readonly actions: {};
  };
  readonly customer: {
    readonly record: SystemRecord & {
      readonly name: string;
      readonly code: string | null;
      readonly segment: 'Consumer' | 'Corporate' | 'Home Office' | null;
      readonly status: 'prospect' | 'active' | 'dormant' | 'closed';
      readonly email: string | null;
      readonly phone: string | null;
      readonly website: string | null;
      readonly city: string | null;
      readonly country: string | null;
      readonly credit_limit: string | null;
      readonly owner: string | null;
      readonly notes: string | null;
    };
    readonly create: {
      readonly id?: string;
      readonly name: string;
      readonly code?: string | null;
      readonly segment?: 'Consumer' | 'Corporate' | 'Home Office' | null;
      readonly status?: 'prospect' | 'active' | 'dormant' | 'closed';
      readonly email?: string | null;
      readonly phone?: string | null;
      readonly website?: string | null;
      readonly city?: string | null;
      readonly country?: string | null;
      readonly credit_limit?: string | number | null;
      readonly owner?: string | null;
      readonly notes?: string | null;
    };
    readonly changes: {
      readonly name?: string;
      readonly code?: string | null;
      readonly segment?: 'Consumer' | 'Corporate' | 'Home Office' | null;
      readonly status?: 'prospect' | 'active' | 'dormant' | 'closed';
      readonly email?: string | null;
      readonly phone?: string | null;
      readonly website?: string | null;
      readonly city?: string | null;
      readonly country?: string | null;
      readonly credit_limit?: string | number | null;
      readonly owner?: string | null;
      readonly notes?: string | null;
    };
    readonly lookups: {
      readonly owner: 'principal';
    };
    readonly events: {};
    readonly actions: {};
  };
  readonly delegation: {
    readonly record: SystemRecord & {
      readonly principal: string;
      readonly agent: string;
      readonly operations: readonly (string)[];
      readonly roles: readonly (string)[] | null;
      readonly expires_at: string | null;
      readonly revoked_at: string | null;
      readonly purpose: string | null;
    };
    readonly create: {
      readonly id?: string;
      readonly principal: string;
      readonly agent: string;
      readonly operations: readonly (string)[];
      readonly roles?: readonly (string)[] | null;
      readonly expires_at?: string | null;
      readonly revoked_at?: string | null;
      readonly purpose?: string | null;
    };
    readonly changes: {
      readonly principal?: string;
      readonly agent?: string;
      readonly operations?: readonly (string)[];
      readonly roles?: readonly (string)[] | null;
      readonly expires_at?: string | null;
      readonly revoked_at?: string | null;
      readonly purpose?: string | null;
    };
    readonly lookups: {
      readonly principal: 'principal';
      readonly agent: 'principal';
    };
    readonly events: {};
    readonly actions: {};
  };
  readonly effect: {
    readonly record: SystemRecord & {
      readonly key: string | null;
      readonly action: string | null;
      readonly args: unknown;
      readonly state: 'ready' | 'leased' | 'done' | 'dead' | null;
      readonly run_at: string | null;
      readonly attempts: number | null;
      readonly lease_until: string | null;
      readonly lease_token: number | null;
      readonly last_error: string | null;
      readonly object: string | null;
      readonly record: string | null;
      readonly flow: string | null;
      readonly event: string | null;
      readonly left_state: string | null;
      readonly entered_state: string | null;
      readonly comment: string | null;
      readonly caused_by: string | null;
      readonly actors: unknown;
    };
    readonly create: {
      readonly id?: string;
    };
    readonly changes: {};
    readonly lookups: {};
    readonly events: {};
    readonly actions: {};
  };
  readonly expense: {
    readonly record: SystemRecord & {
      readonly number: string;
      readonly title: string;
      readonly amount: string;
      readonly category: 'travel' | 'meals' | 'lodging' | 'equipment' | 'training' | 'other';
      readonly spent_on: string;
      readonly cost_center: string | null;
      readonly notes: string | null;
      readonly receipt: string | null;
      readonly status: 'submitted' | 'pending_director' | 'approved' | 'rejected';
      readonly archived: boolean | null;
    };
    readonly create: {
      readonly id?: string;
      readonly title: string;
      readonly amount: string | number;
      readonly category?: 'travel' | 'meals' | 'lodging' | 'equipment' | 'training' | 'other';
      readonly spent_on: string;
      readonly cost_center?: string | null;
      readonly notes?: string | null;
      readonly receipt?: string | null;
    };
    readonly changes: {
      readonly title?: string;
      readonly amount?: string | number;
      readonly category?: 'travel' | 'meals' | 'lodging' | 'equipment' | 'training' | 'other';
      readonly spent_on?: string;
      readonly cost_center?: string | null;
      readonly notes?: string | null;
      readonly receipt?: string | null;
    };
    readonly lookups: {};
    readonly events: {
      readonly approve: EventInput;
      readonly escalate: EventInput;
      readonly reject: EventInput;
    };
    readonly actions: {};
  };
  readonly lead: {
    readonly record: SystemRecord & {
      readonly name: string;
      readonly company: string | null;
      readonly email: string | null;
      readonly phone: string | null;
      readonly source: 'web' | 'referral' | 'event' | 'campaign' | 'other' | null;
      readonly status: 'new' | 'contacted' | 'qualified' | 'disqualified';
      readonly budget: string | null;
      readonly interest: readonly ('furniture' | 'office supplies' | 'technology')[] | null;
      readonly owner: string | null;
      readonly notes: string | null;
    };
    readonly create: {
      readonly id?: string;
      readonly name: string;
      readonly company?: string | null;
      readonly email?: string | null;
      readonly phone?: string | null;
      readonly source?: 'web' | 'referral' | 'event' | 'campaign' | 'other' | null;
      readonly budget?: string | number | null;
      readonly interest?: readonly ('furniture' | 'office supplies' | 'technology')[] | null;
      readonly owner?: string | null;
      readonly notes?: string | null;
    };
    readonly changes: {
      readonly name?: string;
      readonly company?: string | null;
      readonly email?: string | null;
      readonly phone?: string | null;
      readonly source?: 'web' | 'referral' | 'event' | 'campaign' | 'other' | null;
      readonly budget?: string | number | null;
      readonly interest?: readonly ('furniture' | 'office supplies' | 'technology')[] | null;
      readonly owner?: string | null;
      readonly notes?: string | null;
    };
    readonly lookups: {
      readonly owner: 'principal';
    };
    readonly events: {
      readonly contact: EventInput;
      readonly disqualify: EventInput;
      readonly qualify: EventInput;
      readonly reopen: EventInput;
    };
    readonly actions: {};
  };
  readonly ledger_entry: {
    readonly record: SystemRecord & {
      readonly expense: string;
      readonly amount: string;
      readonly approved_by: string | null;
      readonly posted_on: string;
    };
    readonly create: {
      readonly id?: string;
      readonly expense: string;
      readonly amount: string | number;
      readonly approved_by?: string | null;
      readonly posted_on: string;
    };
    readonly changes: {
      readonly expense?: string;
      readonly amount?: string | number;
      readonly approved_by?: string | null;
      readonly posted_on?: string;
    };
    readonly lookups: {
      readonly expense: 'expense';
    };
    readonly events: {};
    readonly actions: {};
  };
  readonly notification: {
    readonly record: SystemRecord & {
      readonly recipient: string | null;
      readonly subject: string | null;
      readonly body: string | null;
      readonly object: string | null;
      readonly record: string | null;
      readonly read: boolean | null;
    };
    readonly create: {
      readonly id?: string;
      readonly read?: boolean | null;
    };
    readonly changes: {
      readonly read?: boolean | null;
    };
    readonly lookups: {};
    readonly events: {};
    readonly actions: {};
  };
  readonly opportunity: {
    readonly record: SystemRecord & {
      readonly title: string;
      readonly customer: string;
      readonly amount: string | null;
      readonly stage: 'prospecting' | 'qualification' | 'proposal' | 'negotiation' | 'won' | 'lost';
      readonly probability: number | null;
      readonly close_date: string | null;
      readonly owner: string | null;
      readonly notes: string | null;
    };
    readonly create: {
      readonly id?: string;
      readonly title: string;
      readonly customer: string;
      readonly amount?: string | number | null;
      readonly stage?: 'prospecting' | 'qualification' | 'proposal' | 'negotiation' | 'won' | 'lost';
      readonly probability?: number | null;
      readonly close_date?: string | null;
      readonly owner?: string | null;
      readonly notes?: string | null;
    };
    readonly changes: {
      readonly title?: string;
      readonly customer?: string;
      readonly amount?: string | number | null;
      readonly stage?: 'prospecting' | 'qualification' | 'proposal' | 'negotiation' | 'won' | 'lost';
      readonly probability?: number | null;
      readonly close_date?: string | null;
      readonly owner?: string | null;
      readonly notes?: string | null;
    };
    readonly lookups: {
      readonly customer: 'customer';
      readonly owner: 'principal';
    };
    readonly events: {};
    readonly actions: {
      readonly advanceStage: { readonly to?: 'qualification' | 'proposal' | 'negotiation' | 'won' | 'lost' | null };
    };
  };
  readonly order: {
    readonly record: SystemRecord & {
      readonly order_number: string;
      readonly customer: string;
      readonly order_date: string;
      readonly ship_date: string | null;
      readonly ship_mode: 'Same Day' | 'First Class' | 'Second Class' | 'Standard Class' | null;
      readonly ship_country: string | null;
      readonly ship_city: string | null;
      readonly ship_state: string | null;
      readonly ship_postal_code: string | null;
      readonly region: 'Central' | 'East' | 'South' | 'West' | null;
    };
    readonly create: {
      readonly id?: string;
      readonly order_number: string;
      readonly customer: string;
      readonly order_date: string;
      readonly ship_date?: string | null;
      readonly ship_mode?: 'Same Day' | 'First Class' | 'Second Class' | 'Standard Class' | null;
      readonly ship_country?: string | null;
      readonly ship_city?: string | null;
      readonly ship_state?: string | null;
      readonly ship_postal_code?: string | null;
      readonly region?: 'Central' | 'East' | 'South' | 'West' | null;
    };
    readonly changes: {
      readonly order_number?: string;
      readonly customer?: string;
      readonly order_date?: string;
      readonly ship_date?: string | null;
      readonly ship_mode?: 'Same Day' | 'First Class' | 'Second Class' | 'Standard Class' | null;
      readonly ship_country?: string | null;
      readonly ship_city?: string | null;
      readonly ship_state?: string | null;
      readonly ship_postal_code?: string | null;
      readonly region?: 'Central' | 'East' | 'South' | 'West' | null;
    };
    readonly lookups: {
      readonly customer: 'customer';
    };
    readonly events: {};
    readonly actions: {};
  };
  readonly order_line: {
    readonly record: SystemRecord & {
      readonly row_no: number;
      readonly order: string;
      readonly product: string;
      readonly quantity: number;
      readonly sales: string;
      readonly discount: string | null;
      readonly profit: string | null;
    };
    readonly create: {
      readonly id?: string;
      readonly row_no: number;
      readonly order: string;
      readonly product: string;
      readonly quantity: number;
      readonly sales: string | number;
      readonly discount?: string | number | null;
      readonly profit?: string | number | null;
    };
    readonly changes: {
      readonly row_no?: number;
      readonly order?: string;
      readonly product?: string;
      readonly quantity?: number;
      readonly sales?: string | number;
      readonly discount?: string | number | null;
      readonly profit?: string | number | null;
    };
    readonly lookups: {
      readonly order: 'order';
      readonly product: 'product';
    };
    readonly events: {};
    readonly actions: {};
  };
  readonly principal: {
    readonly record: SystemRecord & {
      readonly name: string;
      readonly kind: 'person' | 'service' | 'agent';
      readonly email: string | null;
      readonly roles: readonly (string)[];
      readonly active: boolean;
      readonly attributes: unknown;
    };
    readonly create: {
      readonly id?: string;
      readonly name: string;
      readonly kind?: 'person' | 'service' | 'agent';
      readonly email?: string | null;
      readonly roles?: readonly (string)[];
      readonly active?: boolean;
      readonly attributes?: unknown;
    };
    readonly changes: {
      readonly name?: string;
      readonly kind?: 'person' | 'service' | 'agent';
      readonly email?: string | null;
      readonly roles?: readonly (string)[];
      readonly active?: boolean;
      readonly attributes?: unknown;
    };
    readonly lookups: {};
    readonly events: {};
    readonly actions: {};
  };
  readonly product: {
    readonly record: SystemRecord & {
      readonly sku: string;
      readonly code: string | null;
      readonly name: string;
      readonly category: string | null;
      readonly sub_category: string | null;
      readonly list_price: string | null;
      readonly active: boolean;
    };
    readonly create: {
      readonly id?: string;
      readonly sku: string;
      readonly code?: string | null;
      readonly name: string;
      readonly category?: string | null;
      readonly sub_category?: string | null;
      readonly list_price?: string | number | null;
      readonly active?: boolean;
    };
    readonly changes: {
      readonly sku?: string;
      readonly code?: string | null;
      readonly name?: string;
      readonly category?: string | null;
      readonly sub_category?: string | null;
      readonly list_price?: string | number | null;
      readonly active?: boolean;
    };
    readonly lookups: {};
    readonly events: {};
    readonly actions: {};
  };
}>;
