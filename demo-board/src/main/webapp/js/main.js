// Starts with the node that served this page; its answers name the others.

import { Column } from './column.js';

const container = document.getElementById('columns');
const columns = new Map(); // url -> Column

function add(url) {
  const column = new Column(url, {
    onChange: (change) => columns.forEach((each) => each.expect(change)),
    onPeers: (peers) => {
      // Only what the own node says counts: it knows the others, and never lists itself.
      if (url === location.origin) {
        peers.filter((peer) => isAddress(peer) && !columns.has(peer)).forEach(add);
      }
    },
  });
  columns.set(url, column);
  const order = [...columns.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const next = columns.get(order[order.indexOf(url) + 1]);
  container.insertBefore(column.element, next?.element ?? null);
  column.start();
}

/** A node without a configured address is listed by its name. */
function isAddress(peer) {
  return /^https?:\/\//.test(peer);
}

add(location.origin);
