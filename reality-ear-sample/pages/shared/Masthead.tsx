import type { ReactNode } from 'react';
import logo from './logo.svg';

/** The head of a page: its title, and the way to the start page if there is one above it. */
export function Masthead({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  const hasParent = location.pathname !== '/';
  const brand = (
    <>
      <img src={logo} alt={hasParent ? 'All samples' : ''} />
      <div>
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
    </>
  );
  return (
    <header className="masthead">
      {hasParent ? (
        <a className="brand" href="../" title="All samples">
          {brand}
        </a>
      ) : (
        <div className="brand">{brand}</div>
      )}
      {children}
    </header>
  );
}
