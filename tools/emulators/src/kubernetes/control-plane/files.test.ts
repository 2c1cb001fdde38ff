import { describe, expect, it } from 'vitest';
import { newUser, tokenTable } from './files.js';

describe('the users of a cluster', { tags: ['proof.emulators', 'contract'] }, () => {
  it('are known by a token each, and belong to groups', () => {
    const [admin, product] = [newUser('admin', ['system:masters', 'others']), newUser('product')];
    expect(tokenTable([admin, product])).toBe(`${admin.token},admin,0,"system:masters,others"\n${product.token},product,1,""\n`);
    expect(admin.token).not.toBe(product.token);
  });
});
