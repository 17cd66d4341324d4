// What a browser is given of the dashboard, and what it is told where there is none.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { expect } from 'chai';
import express from 'express';
import { dashboardFiles } from './static-files.js';

describe('the files of the dashboard', () => {
  let folder: string;
  let server: Server;
  const get = (where: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${where}`, {
      redirect: 'manual',
      headers: { 'accept-encoding': 'br' },
    });

  before((done) => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'tandem-dashboard-'));
    server = createServer(express().use(dashboardFiles(folder))).listen(0, '127.0.0.1', done);
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('that were not built are told so, with what to do', async () => {
    const answer = await get('/admin/');
    expect(answer.status).to.equal(503);
    expect(await answer.text()).to.contain('npm run build');
  });

  it('are the one page for every path of the application, asked for anew each time', async () => {
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Tandem</title>');
    for (const where of ['/admin/', '/admin/operations', '/admin/operations/1?q=x']) {
      const answer = await get(where);
      expect(answer.status, where).to.equal(200);
      expect(answer.headers.get('cache-control')).to.equal('no-cache');
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).to.contain("script-src 'self';").and.to.contain("default-src 'none'");
      expect(policy).to.not.contain('unsafe');
    }
    expect((await get('/admin')).headers.get('location')).to.equal('/admin/');
  });

  it('of a hashed name are kept for ever, and compressed where there is a copy', async () => {
    mkdirSync(path.join(folder, 'assets'));
    writeFileSync(path.join(folder, 'assets', 'a-1.js'), 'let a;');
    writeFileSync(path.join(folder, 'assets', 'a-1.js.br'), brotliCompressSync('let a;'));
    const answer = await get('/admin/assets/a-1.js');
    expect(answer.headers.get('content-encoding')).to.equal('br');
    expect(answer.headers.get('content-type')).to.contain('text/javascript');
    expect(answer.headers.get('cache-control')).to.contain('immutable');
    expect(await answer.text()).to.equal('let a;');
  });

  it('that are not there are a plain 404, and none is served from outside', async () => {
    expect((await get('/admin/assets/gone.js')).status).to.equal(404);
    expect((await get('/admin/assets/..%2f..%2fpackage.json')).status).to.be.oneOf([400, 403, 404]);
  });
});
