import { expect } from 'chai';
import { webAddressOf } from './web-address.js';

describe("the address of GitHub's pages", () => {
  for (const [api, web] of [
    ['https://api.github.com', 'https://github.com'],
    ['https://api.github.com/', 'https://github.com'],
    ['https://api.octocorp.ghe.com', 'https://octocorp.ghe.com'],
    ['https://ghe.example/api/v3', 'https://ghe.example'],
    ['https://ghe.example:8443/api/v3/', 'https://ghe.example:8443'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['https://api.ghe.example/api/v3', 'https://api.ghe.example'],
    ['https://evil-api.github.com', 'https://evil-api.github.com'],
  ] as const) {
    it(`${api} → ${web}`, () => {
      expect(webAddressOf(api)).to.equal(web);
    });
  }
});
