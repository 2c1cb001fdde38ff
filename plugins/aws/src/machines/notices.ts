import type { ReclaimNotice } from '@hostwright/core/provider';

/** A spot machine lives this long after its interruption was announced. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
const SPOT_NOTICE_MS = 120_000;

/** Nobody asks for a notice that long after the cloud said it would act. */
const KEPT_AFTER_DEADLINE_MS = 15 * 60_000;
/** A queue that tells of more machines than this at once tells of machines that are not ours. */
const MOST_NOTICES = 20_000;

/** Announcements that AWS takes machines back, as long as this process remembers them. */
export interface Notices {
  /** The first notice of a machine stands, because its deadline is what AWS promised; one of an interruption stands over a recommendation. */
  remember(machineId: string, notice: ReclaimNotice): void;
  of(machineId: string): ReclaimNotice | undefined;
  /** Forgets those whose time is long over. */
  expire(providerTimeMs: number): void;
}

/** Starts without any. */
export function createNotices(): Notices {
  const notices = new Map<string, ReclaimNotice>();
  return {
    remember(machineId, notice) {
      const known = notices.get(machineId);
      if (known !== undefined && (known.reason === 'spot' || notice.reason !== 'spot')) return;
      const [oldest] = notices.keys();
      if (notices.size >= MOST_NOTICES && oldest !== undefined) notices.delete(oldest);
      notices.set(machineId, notice);
    },
    of: (machineId) => notices.get(machineId),
    expire(providerTimeMs) {
      for (const [machineId, notice] of notices) {
        if (providerTimeMs > endOf(notice) + KEPT_AFTER_DEADLINE_MS) notices.delete(machineId);
      }
    },
  };
}

/** When AWS will have acted on a notice, or may have. */
export function endOf({ noticedAtMs, deadlineAtMs }: ReclaimNotice): number {
  return deadlineAtMs ?? noticedAtMs + SPOT_NOTICE_MS;
}

/** The notice of a spot machine that was announced at that moment. */
export function spotNotice(noticedAtMs: number): ReclaimNotice {
  return { reason: 'spot', noticedAtMs, deadlineAtMs: noticedAtMs + SPOT_NOTICE_MS };
}
