/** SQL text cut into statements, and what each is about. */

/** The statements of a file, each with the comments and blank lines before it. */
export function statementsOf(text: string): string[] {
  // What may hold a semicolon that ends nothing: comments, strings, dollar-quoted bodies.
  const tokens = /--[^\n]*|'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1|;[ \t]*\n?/g;
  const statements: string[] = [];
  let start = 0;
  for (const token of text.matchAll(tokens)) {
    if (!token[0].startsWith(";")) continue;
    const end = token.index + token[0].length;
    statements.push(text.slice(start, end));
    start = end;
  }
  if (text.slice(start).trim() !== "") statements.push(text.slice(start));
  return statements;
}

const SUBJECTS = [
  /^(?:create(?: or replace)?|drop) (?:table|view|type|function)(?: if exists)? ([\w.]+)/,
  /^create (?:unique )?index \w+ on ([\w.]+)/,
  /^(?:create|drop) (?:trigger|policy) .*? on ([\w.]+)/,
  /^comment on column ([\w.]+)\.\w+/,
  /^comment on (?:table|view|type|function) ([\w.]+)/,
  /^comment on (?:constraint|trigger|policy) .*? on ([\w.]+)/,
  /^(?:revoke|grant) .*? on (?:table|function) ([\w.]+)/,
  /^(?:alter (?:table|view|type|function)|insert into|update) ([\w.]+)/,
];

/**
 * The table, view, type or function that a statement is about, schema and name, in whatever case and quotes
 * it is written; undefined for any other statement.
 */
export function subjectOf(statement: string): string | undefined {
  const code = withoutLeadingComments(statement).replaceAll(/\s+/g, " ").replaceAll('"', "")
    .toLowerCase();
  for (const pattern of SUBJECTS) {
    const subject = pattern.exec(code)?.[1];
    if (subject !== undefined) return subject;
  }
  return undefined;
}

/** The statement from its first word on. */
export function withoutLeadingComments(statement: string): string {
  return statement.replace(/^(?:\s*--[^\n]*\n)*\s*/, "");
}
