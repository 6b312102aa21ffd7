/** The thread of the product in which pages are taken apart, which also says what its heap holds when asked. */
import { getHeapStatistics } from 'node:v8';
import '../../src/lib/server/web/extract/worker.ts';
import { ASKED, CHANNEL, giveBack } from './heaps.ts';

const channel = new BroadcastChannel(CHANNEL);
channel.onmessage = ({ data }) => {
	if (data !== ASKED) return;
	giveBack();
	channel.postMessage(getHeapStatistics().used_heap_size);
};
// A listening channel would keep the thread alive; what keeps this one is its work.
(channel as BroadcastChannel & { unref(): void }).unref();
