import type { SqlPart } from '../../../kernel/table/sql-part';

/** More words than this are left out of account, as in the search for customers. */
const MOST_WORDS = 8;

/** Customers as rows of `id`, such as the hits of the search index. */
export function idsAsRows(ids: readonly string[]): SqlPart {
  return { sql: "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$'))", params: [JSON.stringify(ids)] };
}

/**
 * The contacts of some customers in whose own texts, or in whose customer's name, every typed word stands. Case and accents
 * are the collation's affair; phones are compared by digits.
 * @param customers rows of `id`, all visible to the reader: the hits of the search index, which knows customers by their
 * contacts too (CUS-3), or the reader's own
 */
export function contactMatches(typed: string, customers: SqlPart): SqlPart {
  const digits = typed.replace(/\D/g, '').replace(/^0+/, '');
  const isPhone = /^[\d\s()./+-]+$/.test(typed) && digits.length >= 3;
  const words = isPhone ? [] : typed.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const text = "CONCAT_WS(' ', p.first_name, p.last_name, p.email, p.phone, p.handle, sc.display_name)";
  const checks = [...words.map(() => `${text} LIKE ?`), ...(isPhone ? ["REGEXP_REPLACE(p.phone, '[^0-9]', '') LIKE ?"] : [])];
  const values = [...words, ...(isPhone ? [digits] : [])].map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  return {
    sql: `p.id IN (SELECT sl.contact_key FROM ${customers.sql} hit STRAIGHT_JOIN customer_contacts sl ON sl.customer_id = hit.id
      STRAIGHT_JOIN customers sc ON sc.id = sl.customer_id AND sc.deleted_at IS NULL STRAIGHT_JOIN contacts p ON p.id = sl.contact_key WHERE ${checks.join(' AND ')})`,
    params: [...customers.params, ...values],
  };
}
