// Put into the page before anything else: what is measured in it, by its own clock.

window.bench = {
  began: 0,
  tasks: [],
  // The clock starts when a file is given, and again when a key is pressed.
  watch() {
    this.tasks = [];
    this.observer?.disconnect();
    this.observer = new PerformanceObserver((list) => {
      this.tasks.push(...list.getEntries().map((entry) => entry.duration));
    });
    this.observer.observe({ type: "longtask" });
  },
  longest() {
    this.tasks.push(...this.observer.takeRecords().map((entry) => entry.duration));
    return Math.max(0, ...this.tasks);
  },
  // How long until this is on the screen: until the frame that draws it is made. What is most urgent
  // comes right after that, before anything else that the page still has to do.
  until(selector, done) {
    const made = () => done(performance.now() - this.began);
    const painted = () => requestAnimationFrame(() => scheduler.postTask(made, { priority: "user-blocking" }));
    const look = () => {
      if (document.querySelector(selector)) {
        observer.disconnect();
        painted();
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true });
    look();
  },
};

addEventListener("change", () => {
  window.bench.began = performance.now();
}, { capture: true });
