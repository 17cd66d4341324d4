// The record of the app's webhooks, as GitHub keeps it, and redelivery: the same GUID and payload again, as a new attempt.
import { isoSecond } from '../clock.js';
import type { Json } from '../json.js';
import type { Delivery } from '../webhooks/deliveries.js';
import { type Call, numberParam, type Route } from './call.js';
import { pageSize } from './paging.js';
import { ok, refuse, type Reply } from './reply.js';

type AppRoute = (method: string, template: string, handle: (call: Call) => Reply) => Route;

export function renderDelivery(delivery: Delivery): Json {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: isoSecond(delivery.deliveredAt),
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action || null,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

const isSuccess = (delivery: Delivery): boolean => delivery.statusCode >= 200 && delivery.statusCode < 400;

function list(call: Call): Reply {
  const { query, hub } = call;
  const wanted = query.get('status');
  const cursor = query.get('cursor');
  const before = cursor === null ? Infinity : Number(cursor.replace(/^v1_/, ''));
  if (Number.isNaN(before)) return refuse(400, 'Invalid cursor');
  const size = pageSize(query);
  const rest = call.deliveries
    .all()
    .filter((one) => one.id < before)
    .filter((one) => wanted === null || isSuccess(one) === (wanted === 'success'));
  const page = rest.slice(0, size);
  const last = page.at(-1);
  if (!last || rest.length <= size) return ok(page.map(renderDelivery));
  const next = new URLSearchParams(query);
  next.set('cursor', `v1_${last.id}`);
  const link = `<${hub.urls.api}/app/hook/deliveries?${next.toString()}>; rel="next"`;
  return ok(page.map(renderDelivery), { link });
}

function withDelivery(handle: (call: Call, delivery: Delivery) => Reply) {
  return (call: Call): Reply => {
    const delivery = call.deliveries.find(numberParam(call, 'delivery_id'));
    // The description knows no 404 here: an unknown delivery is a 422.
    return delivery ? handle(call, delivery) : refuse(422, 'Validation Failed');
  };
}

export function deliveryRoutes(appRoute: AppRoute): Route[] {
  const one = '/app/hook/deliveries/{delivery_id}';
  return [
    appRoute('GET', '/app/hook/deliveries', list),
    appRoute(
      'GET',
      one,
      withDelivery((_call, delivery) =>
        ok({
          ...renderDelivery(delivery),
          url: delivery.url,
          request: { headers: delivery.requestHeaders, payload: delivery.payload },
          response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
        }),
      ),
    ),
    appRoute(
      'POST',
      `${one}/attempts`,
      withDelivery((call, delivery) => {
        call.sender.redeliver(delivery);
        return { status: 202, body: {} };
      }),
    ),
  ];
}
