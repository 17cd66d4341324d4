// The description of the API as people use it: in a real browser, with a call that is tried from the page.
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { keepScreenshot, startBrowser } from '../infra/browser.js';
import { ADMIN, startApi, type Api } from './api-harness.js';

describe('the page of the API', () => {
  let api: Api;
  let browser: Browser | undefined;
  before(async function () {
    this.timeout(300_000); // a browser may have to be installed
    api = await startApi('docs');
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await api.stop();
  });

  const open = async (colorScheme: 'light' | 'dark'): Promise<{ page: Page; complaints: string[] }> => {
    const page = await browser!.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const at = request.url();
      if (!at.startsWith(`${api.url}/`) && !at.startsWith('data:')) complaints.push(`asked for ${at}`);
    });
    await page.goto(`${api.url}/docs`);
    await page.locator('.opblock').first().waitFor();
    return { page, complaints };
  };

  it('shows every call of the document, asks no other host, and breaks no policy', async function () {
    if (browser === undefined) this.skip();
    const { page, complaints } = await open('light');
    const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const calls = Object.values(document.paths).flatMap((methods) => Object.keys(methods));
    expect(await page.locator('.opblock').count()).to.equal(calls.length);
    await keepScreenshot(page, 'docs-light');
    expect(complaints).to.deep.equal([]);
    await page.close();
  });

  it('tries a call with a token that was pasted, and forgets the token with the page', async function () {
    if (browser === undefined) this.skip();
    await api.call('POST', '/projects', { title: 'Seen from the page' });
    const { page, complaints } = await open('dark');
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    await page.locator('.modal-ux input').fill(ADMIN);
    await page.locator('.modal-ux').getByRole('button', { name: 'Apply credentials' }).click();
    await page.locator('.modal-ux').getByRole('button', { name: 'Close' }).click();
    const call = page.locator('#operations-projects-getProjects');
    await call.locator('.opblock-summary-control').click();
    await call.getByRole('button', { name: 'Execute' }).click();
    const answer = call.locator('.live-responses-table .response');
    await answer.getByText('Seen from the page').waitFor();
    expect(await answer.locator('.response-col_status').innerText()).to.contain('200');
    await keepScreenshot(page, 'docs-dark');
    expect(complaints).to.deep.equal([]);
    await page.reload();
    await page.locator('.opblock').first().waitFor();
    expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).to.equal('{}');
    await page.close();
  });
});
