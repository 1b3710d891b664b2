// SPDX-License-Identifier: Apache-2.0
// Tells that what a page shows was moved on by others, or that its session has ended. The page stays as it is: nothing
// typed is lost, nothing moves, and the focus stays where it is.

const place = document.querySelector("[data-live-case]");
const patience = { first: 3000, last: 60000 }; // ms between two tries, where the browser itself has given up

function follow({ liveCase, liveSeq, liveAfter }) {
  const address = `/live?${new URLSearchParams({ case: liveCase, after: liveAfter })}`;
  let source, later, ended = false, wait = patience.first;

  function leave() {
    clearTimeout(later);
    source?.close();
    source = undefined;
  }

  function tell(when) {
    place.querySelector(`[data-live-when=${when}]`).hidden = false;
    place.dataset.liveTold = when;
  }

  // A window that nobody sees keeps no connection: a browser has six for all windows together. What happens meanwhile
  // is told when it is seen again, for `after` is where it was when the page was made.
  function listen() {
    clearTimeout(later);
    if (ended || source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("open", () => (wait = patience.first));
    source.addEventListener("entry", ({ data }) => {
      if (liveCase === "" || JSON.parse(data).seq > Number(liveSeq)) tell("moved");
    });
    source.addEventListener("reset", () => tell("moved"));
    source.addEventListener("end", () => {
      ended = true;
      leave();
      tell("ended");
    });
    source.addEventListener("error", tryAgain);
  }

  // Most of the time the browser comes back by itself.
  function tryAgain() {
    if (source?.readyState !== EventSource.CLOSED) return;
    leave();
    later = setTimeout(listen, wait);
    wait = Math.min(2 * wait, patience.last);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
  addEventListener("pagehide", leave);
  addEventListener("pageshow", listen);
}

if (place) follow(place.dataset);

// A picture that is larger than its window begins where the case stands.
const standing = document.querySelector(".drawing .leaf.active");
if (standing) {
  const drawing = standing.closest(".drawing");
  const box = standing.getBoundingClientRect();
  const window = drawing.getBoundingClientRect();
  drawing.scrollLeft += box.left - window.left - (window.width - box.width) / 2;
  drawing.scrollTop += box.top - window.top - (window.height - box.height) / 2;
}
