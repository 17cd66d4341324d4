// j and k on the page of one thing: to the next and the previous one of the list that it was opened from.
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useKeys } from './keyboard';
import { onTrail } from './trail';

export function useTrail(): void {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const step = (by: 1 | -1) => (): void => {
    const to = onTrail(pathname, by);
    if (to !== undefined) void navigate({ to, replace: true });
  };
  useKeys({ j: step(1), k: step(-1) });
}
