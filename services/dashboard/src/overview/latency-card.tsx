// How long changes take, as three lengths on one scale: half of them, nearly all, and the slow ones.
import type { ReactNode } from 'react';
import { scaleLog } from 'd3-scale';
import type { Overview } from '../api/shapes';
import { duration } from '../parts/time';

const PATHS = [
  ['webhook_to_record', 'Webhook to record', 'inbound', 'No webhook became a record in this time.'],
  ['write_to_github', 'Write to GitHub', 'outbound', 'Nothing was written to GitHub in this time.'],
] as const;
const SHORTEST_MS = 1;
const LONGEST_MS = 86_400_000;

export function LatencyCard({ latency }: { readonly latency: Overview['latency'] }): ReactNode {
  const length = scaleLog().domain([SHORTEST_MS, LONGEST_MS]).range([2, 100]).clamp(true);
  return (
    <section className="card" aria-labelledby="latency">
      <header>
        <h2 id="latency">Latency</h2>
        <span className="faint">of the latest 5,000 operations</span>
      </header>
      <div className="body stack">
        {PATHS.map(([path, name, direction, none]) => {
          const found = latency.find((each) => each.path === path);
          return (
            <div key={path} className="latency">
              <h3>{name}</h3>
              {found === undefined ? (
                <p className="faint">{none}</p>
              ) : (
                <dl className="latency-bars">
                  {(['p50', 'p95', 'p99'] as const).map((percentile) => (
                    <div key={percentile}>
                      <dt className="faint">{percentile}</dt>
                      <dd>
                        <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                          <rect
                            width={length(Math.max(found[percentile], 1))}
                            height="6"
                            data-direction={direction}
                          />
                        </svg>
                        <span className="nowrap">{duration(found[percentile])}</span>
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}
