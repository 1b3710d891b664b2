// SPDX-License-Identifier: Apache-2.0
// Tells that what a page shows was moved on by others. The page stays as it is, so that nothing typed is lost.

const place = document.querySelector("[data-live-case]");

function listen() {
  const { liveCase, liveSeq } = place.dataset;
  const about = liveCase === "" ? "" : `?case=${encodeURIComponent(liveCase)}`;
  const source = new EventSource(`/live${about}`);
  const tell = () => {
    place.firstElementChild.hidden = false;
    place.dataset.liveTold = "";
    source.close();
  };
  source.addEventListener("change", (event) => {
    if (liveCase === "" || JSON.parse(event.data).seq > Number(liveSeq)) tell();
  });
  source.addEventListener("reset", tell);
  addEventListener("pagehide", () => source.close());
}

if (place) listen();

// A picture that is larger than its window begins where the case stands.
const standing = document.querySelector(".drawing .leaf.active");
if (standing) {
  const drawing = standing.closest(".drawing");
  const box = standing.getBoundingClientRect();
  const window = drawing.getBoundingClientRect();
  drawing.scrollLeft += box.left - window.left - (window.width - box.width) / 2;
  drawing.scrollTop += box.top - window.top - (window.height - box.height) / 2;
}
