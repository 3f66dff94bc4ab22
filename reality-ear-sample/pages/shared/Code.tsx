/** A source file of this page next to the file that it replaces; lines that differ are marked. */
export function CodeChange({ before, after }: { before: SourceFile; after: SourceFile }) {
  return (
    <div className="change">
      <Code file={before} other={after} mark="removed" />
      <Code file={after} other={before} mark="added" />
    </div>
  );
}

/** A file, imported with `?raw`, so the page shows the code that it runs. */
export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

function Code({ file, other, mark }: { file: SourceFile; other: SourceFile; mark: 'removed' | 'added' }) {
  const others = new Set(other.text.split('\n').map((line) => line.trim()));
  return (
    <figure className="code">
      <figcaption>
        <span className="mark">{mark === 'removed' ? 'Before' : 'After'}</span> {file.name}
      </figcaption>
      <pre tabIndex={0}>
        {file.text
          .trimEnd()
          .split('\n')
          .map((line, at) => (
            <code key={at} className={others.has(line.trim()) ? undefined : mark}>
              <Tokens line={line} />
            </code>
          ))}
      </pre>
    </figure>
  );
}

const TOKEN =
  /(\/\/.*$)|('[^']*'|`[^`]*`|"[^"]*")|\b(import|from|export|function|const|return|new|await|async|type|void)\b/g;

/** Highlights comments, strings and keywords. */
function Tokens({ line }: { line: string }) {
  const parts = [];
  let end = 0;
  for (const { 0: token, 1: comment, 2: text, index } of line.matchAll(TOKEN)) {
    parts.push(
      line.slice(end, index),
      <span key={index} className={comment ? 'comment' : text ? 'text' : 'keyword'}>
        {token}
      </span>,
    );
    end = index + token.length;
  }
  return (
    <>
      {parts}
      {line.slice(end) || (end === 0 ? ' ' : '')}
    </>
  );
}
