// A replica that is further behind than the read before our write: what it says of other fields is no news.
import { EMPTY_FRAME } from '@tandem/shared/domain/resource/body-frame.js';
import { expect } from 'chai';
import { FINE } from './killable.js';
import { createPairModel, recordsOf, SECOND } from './pair-model.js';

describe('a read after our own write', () => {
  it('from before what we knew already takes nothing back, and shows what we wrote', async () => {
    const model = createPairModel(0);
    const { id } = model.world.create('task', null, { title: 'First' }, { frame: EMPTY_FRAME, marked: null });
    const arrive = async (): Promise<void> => {
      await model.deliver(model.pending.splice(0));
      await model.finish();
      model.pass(5 * SECOND);
    };
    await arrive();
    model.world.edit('task', id, { title: 'Second' });
    await arrive();

    const [record] = recordsOf(model, 'task');
    await model.client.writes({ kind: 'task', id: record?.id ?? '' }, 'update', { labels: ['x'] });
    const written = (): boolean => model.world.find('task', id)?.content.labels?.includes('x') === true;
    while (!written()) await model.work(0, FINE);
    while (await model.work(0, { kind: 'ok', ms: 7 * SECOND }));
    expect(recordsOf(model, 'task')[0]?.content).to.deep.include({ title: 'Second', labels: ['x'] });
  });
});
