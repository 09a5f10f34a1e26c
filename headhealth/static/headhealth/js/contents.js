// Marks in the contents list the section that is being read: the one a third down the window.

const list = document.querySelector(".hh-contents");
const links = new Map();
for (const link of list?.querySelectorAll('a[href^="#"]') ?? []) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const section = heading?.closest("section");
  if (section) links.set(section, link);
}

let current;
function mark(link) {
  current?.removeAttribute("aria-current");
  current = link;
  current.setAttribute("aria-current", "location");
  // A list longer than the window scrolls by itself; the page must not move with it.
  if (list.scrollHeight > list.clientHeight) {
    list.scrollTop = link.offsetTop - list.clientHeight / 2;
  }
}

const sections = [...links.keys()];
const observer = new IntersectionObserver(
  () => {
    // Between two sections, the one above is still being read.
    const isAbove = (section) => section.getBoundingClientRect().top <= innerHeight / 3;
    const section = sections.findLast(isAbove);
    if (section) mark(links.get(section));
  },
  { rootMargin: "-33% 0px -66%" },
);
for (const section of sections) observer.observe(section);
