/** The database that is never written to after the migrations. */
export const TEMPLATE = 'clientele_test_template';

/** The address of a database on the server. */
export function databaseUrl(serverUrl, name) {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * What puts a test database back to where the migrations left it, as one text of statements: every table emptied, and
 * what the migrations had put into it copied from the template. One round trip; TRUNCATE would take thirty times longer.
 */
export async function resetStatements(connection) {
  const [tables] = await connection.query('SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ? AND table_type = "BASE TABLE" AND table_name <> "migrations" ORDER BY table_name', [TEMPLATE]);
  const statements = ['SET foreign_key_checks = 0'];
  for (const { name } of tables) {
    statements.push(`DELETE FROM \`${name}\``);
    const [rows] = await connection.query(`SELECT 1 FROM ${TEMPLATE}.\`${name}\` LIMIT 1`);
    if (rows.length === 0) continue;
    const [columns] = await connection.query('SELECT column_name AS name FROM information_schema.columns WHERE table_schema = ? AND table_name = ? AND COALESCE(generation_expression, "") = "" ORDER BY ordinal_position', [TEMPLATE, name]);
    const list = columns.map((column) => `\`${column.name}\``).join(', ');
    statements.push(`INSERT INTO \`${name}\` (${list}) SELECT ${list} FROM ${TEMPLATE}.\`${name}\``);
  }
  return [...statements, 'SET foreign_key_checks = 1'].join(';\n');
}
