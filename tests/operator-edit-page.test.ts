/** The operators' directory is changed on its pages: proposed by one, approved by another; a file is tried and taken in. Both languages. */
import { expect, test } from 'vitest';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { TWO_SUPERVISORS, testKey } from './api-house.ts';
import { PATIENCE } from './browser.ts';
import { house, openPageHouse, signIn } from './page-house.ts';

openPageHouse({ people: TWO_SUPERVISORS });

test.each([
  ['en-GB', 'quay'],
  ['zh-CN', 'pier'],
])(
  'one supervisor proposes an operator and another approves it (%s)',
  async (locale, id) => {
    const page = await signIn('sven', locale, '/liaison/operators');
    await page.getByTestId(TEST_IDS.operatorPropose).click();
    const key = testKey(`${id}-1`);
    const values = {
      ...{ name: `Host ${id}`, id, platforms: 'One; Two', languages: 'en, nl', contactPoint: `orders@${id}.example` },
      ...{
        establishedIn: 'NL',
        address: `http://${id}.example/orders`,
        keyId: key.keyId,
        publicKeyPem: key.publicKeyPem,
      },
      reason: 'it hosts what was found',
    };
    for (const [field, value] of Object.entries(values))
      await page.getByTestId(`${TEST_IDS.operatorField}-${field}`).fill(value);
    await page.getByTestId(TEST_IDS.operatorSave).click();
    await page.getByTestId(TEST_IDS.errorCode).filter({ hasText: 'OPERATOR_INVALID' }).waitFor();
    await page.getByTestId(`${TEST_IDS.operatorField}-address`).fill(`https://${id}.example/orders`);
    await page.getByTestId(TEST_IDS.operatorSave).click();
    await page
      .getByTestId(TEST_IDS.operatorProposals)
      .getByRole('link', { name: `Host ${id}` })
      .click();
    const card = page.getByTestId(TEST_IDS.operatorRecord);
    await card.waitFor();
    expect(await card.getByTestId(`${TEST_IDS.operatorAct}-approve`).count()).toBe(0);
    await page.context().close();

    const other = await signIn('mara', locale, `/liaison/operators/${id}`);
    await other.getByTestId(`${TEST_IDS.operatorAct}-approve`).waitFor();
    await expectAccessible(other);
    await other.getByTestId(`${TEST_IDS.operatorAct}-approve`).click();
    await other.getByTestId(TEST_IDS.operatorConfirm).click();
    await other.getByTestId(TEST_IDS.scorecard).waitFor();
    expect(await house.store.operators.get(id)).toMatchObject({ name: `Host ${id}`, keyId: key.keyId });
    await other.context().close();
  },
  6 * PATIENCE,
);

test.each(['en-GB', 'zh-CN'])(
  'a file is tried, its faults are told row by row, and a good one is taken in (%s)',
  async (locale) => {
    const id = `mill-${locale.slice(0, 2)}`;
    const page = await signIn('sven', locale, '/liaison/operators');
    const box = page.getByTestId(TEST_IDS.operatorImport);
    await box.locator('summary').click();
    const upload = async (row: string): Promise<void> => {
      const head =
        'id,name,platforms,contact_point,languages,established_in,representative,representative_in,channel,address,key_id,public_key';
      const buffer = Buffer.from(`${head}\n${row}\n`);
      await page
        .getByTestId(TEST_IDS.operatorFile)
        .setInputFiles({ name: 'operators.csv', mimeType: 'text/csv', buffer });
    };
    await upload(`${id},Mail ${id},Mill,orders@mill.example,english,FI,,,email,nobody,,`);
    await box.getByTestId(TEST_IDS.operatorReason).fill('the list of the ministry');
    await box.getByTestId(TEST_IDS.operatorTry).click();
    const rows = page.getByTestId(TEST_IDS.operatorRows);
    await rows.getByText('languages', { exact: true }).waitFor();
    await rows.getByText('address', { exact: true }).waitFor();
    expect(await box.getByTestId(TEST_IDS.operatorTakeIn).isDisabled()).toBe(true);
    await expectAccessible(page);
    await upload(`${id},Mail ${id},Mill,orders@mill.example,en,FI,,,email,orders@mill.example,,`);
    await box.getByTestId(TEST_IDS.operatorTry).click();
    await box.locator(`[data-testid="${TEST_IDS.operatorTakeIn}"]:enabled`).click();
    await page
      .getByTestId(TEST_IDS.operatorProposals)
      .getByRole('link', { name: `Mail ${id}` })
      .waitFor();
    expect((await house.store.operators.record(id))?.proposal?.authors).toEqual(['sven']);
    await page.context().close();
  },
  6 * PATIENCE,
);
