import { aCustomer } from '../support/builders';
import type { TestApplication } from '../support/application';

/** A person with that name. @returns its id */
export function aPerson(house: TestApplication, firstName: string, lastName: string): Promise<string> {
  return aCustomer(house, { type: 'person', companyName: null, firstName, lastName });
}

/** A birthday on 24 November 1986, unless told otherwise by columns. @returns its id */
export async function anEvent({ dataSource }: TestApplication, customerId: string, columns: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const row = { customer_id: customerId, type: 'birthday', month_day: 1124, year: 1986, occurrence: 'yearly', created_at: new Date(), updated_at: new Date(), ...columns };
  const names = Object.keys(row);
  const result: { insertId: number } = await dataSource.query(`INSERT INTO customer_events (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`, Object.values(row));
  return String(result.insertId);
}
