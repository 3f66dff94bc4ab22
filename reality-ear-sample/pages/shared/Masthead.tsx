import type { ReactNode } from 'react';
import logo from './logo.svg';

/** The head of a page: what it is, the way back, and what belongs there besides. */
export function Masthead({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <header className="masthead">
      <a className="brand" href="../" title="All samples">
        <img src={logo} alt="All samples" />
        <div>
          <h1>{title}</h1>
          <p>{text}</p>
        </div>
      </a>
      {children}
    </header>
  );
}
