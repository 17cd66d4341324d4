// Short words about what was just done, read out by screen readers and gone after a while.
import { useEffect, useState, type ReactNode } from 'react';

interface Toast {
  readonly id: number;
  readonly kind: 'done' | 'wrong';
  readonly text: string;
}

const VISIBLE_MS = 6_000;
const said = new EventTarget();
let last = 0;

export function say(kind: Toast['kind'], text: string): void {
  last += 1;
  said.dispatchEvent(new CustomEvent<Toast>('say', { detail: { id: last, kind, text } }));
}

export function sayWrong(error: unknown): void {
  say('wrong', error instanceof Error ? error.message : String(error));
}

export function Toasts(): ReactNode {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  useEffect(() => {
    const listen = (event: Event): void => {
      const toast = (event as CustomEvent<Toast>).detail;
      setToasts((present) => [...present, toast]);
      setTimeout(() => {
        setToasts((present) => present.filter(({ id }) => id !== toast.id));
      }, VISIBLE_MS);
    };
    said.addEventListener('say', listen);
    return () => {
      said.removeEventListener('say', listen);
    };
  }, []);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, kind, text }) => (
        <p key={id} className="toast" data-kind={kind}>
          {text}
        </p>
      ))}
    </div>
  );
}
