/** Cases whose posts have vectors, so that some mean the same and others do not. */
import type { Case } from '#core/case.ts';
import { anAnalysis, aPost, aVector } from '#store/test-records.ts';
import type { ApiHouse } from './api-house.ts';

/** Cases on the same axis mean nearly the same. */
export const openAlike = async (
  house: ApiHouse,
  name: string,
  axis: number,
  change: Parameters<ApiHouse['openCase']>[1] = {},
): Promise<Case> => {
  const subject = await house.openCase(name, change);
  const [location] = subject.locations;
  if (location === undefined) throw new Error('a case has an address');
  await house.store.posts.indexBatch([aPost(name, subject.text, { id: location.postId, lang: subject.lang })]);
  await house.store.posts.setAnalysis([
    { id: location.postId, analysis: anAnalysis(name, subject.clusterId, { vector: aVector(axis) }) },
  ]);
  await house.store.refresh();
  return subject;
};
