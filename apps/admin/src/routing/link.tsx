import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { go } from './location';

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
  readonly replace?: boolean;
}

/** A real link, which opens in a new tab like any other and here without a reload. */
export function Link({ href, replace = false, onClick, ...rest }: LinkProps): ReactNode {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href, { replace });
  };
  return <a {...rest} href={href} onClick={follow} />;
}
