import { type ReactNode, useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';

let firstPage = true;

/** The heading of a page: names the window, and takes the focus when somebody came here from another page of ours. */
export const PageHeading = ({ title, children, lead }: { title: string; children?: ReactNode; lead?: ReactNode }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const kind = useNavigationType();
  useEffect(() => {
    if (!firstPage && kind !== 'POP') heading.current?.focus();
    firstPage = false;
  }, [kind]);
  return (
    <header className="page-heading">
      <title>{`${title} · Weir`}</title>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <div className="page-lead">{lead}</div>}
      </div>
      {children !== undefined && <div className="page-actions">{children}</div>}
    </header>
  );
};
