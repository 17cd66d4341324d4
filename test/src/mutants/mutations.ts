// The small lies that a test of the rules must notice: one changed operator, literal or condition at a time.
import ts from 'typescript';

export interface Mutant {
  /** Of the TypeScript source, from 1. */
  readonly line: number;
  /** The whole line, so that a survivor can be read without opening the file. */
  readonly code: string;
  readonly was: string;
  readonly is: string;
  /** The whole file with the one change. */
  readonly text: string;
}

const SWAPS: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
};

export function mutantsOf(fileName: string, text: string): Mutant[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const found: Mutant[] = [];
  const change = (node: ts.Node, is: string): void => {
    const [from, to] = [node.getStart(source), node.getEnd()];
    const line = source.getLineAndCharacterOfPosition(from).line;
    found.push({
      line: line + 1,
      code: (lines[line] ?? '').trim(),
      was: text.slice(from, to),
      is,
      text: text.slice(0, from) + is + text.slice(to),
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return; // says nothing at run time
    if (ts.isBinaryExpression(node)) {
      const swapped = SWAPS[node.operatorToken.getText(source)];
      if (swapped !== undefined) change(node.operatorToken, swapped);
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      change(node, node.operand.getText(source));
    }
    if (node.kind === ts.SyntaxKind.TrueKeyword) change(node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) change(node, 'true');
    if (ts.isConditionalExpression(node)) {
      change(node.condition, 'true');
      change(node.condition, 'false');
    }
    if (ts.isIfStatement(node)) {
      change(node.expression, 'true');
      change(node.expression, 'false');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
