/** The table that both sides of the bench serve: 17 columns, 100,000 rows, the same values, the same indexes. */
const cities = ['Berlin', 'Paris', 'Lyon', 'Oslo', 'Porto', 'Graz', 'Turin', 'Malmö', 'Brno', 'Gdansk'];
const statuses = ['lead', 'active', 'active', 'active', 'dormant', 'closed'];

/** Fields that a caller writes; id, createdAt, updatedAt and the revision are the other four columns. */
export const fieldNames = ['tenant_id', 'owner_id', 'name', 'code', 'status', 'email', 'phone', 'city', 'country', 'amount', 'rating', 'active', 'notes'] as const;

export interface Customer {
  readonly id: string;
  readonly values: Readonly<Record<(typeof fieldNames)[number], string | number | boolean>>;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const customerId = (index: number): string => `c${String(index).padStart(15, '0')}`;

export function customer(index: number): Customer {
  return {
    id: customerId(index),
    values: {
      tenant_id: `t${index % 4}`,
      owner_id: `u${index % 200}`,
      name: `Acme Manufacturing ${index} GmbH & Co. KG`,
      code: `CUST-${index}`,
      status: statuses[index % 6] ?? 'lead',
      email: `procurement${index}@acme-manufacturing.example`,
      phone: `+49 30 9018${index % 10_000}`,
      city: cities[index % 10] ?? 'Berlin',
      country: 'DE',
      amount: ((index * 7919) % 1_000_000) / 100,
      rating: index % 5,
      active: index % 3 !== 0,
      notes: `Key account since 2019; renewals handled by the north team. Ask for Ms. Vogel before sending any quotation over 50k. Tier ${index % 4}`,
    },
    createdAt: new Date(1.7e12 + index * 1000).toISOString(),
    updatedAt: new Date(1.75e12 + ((index * 7919) % 100_000) * 1000).toISOString(),
  };
}
