// Reads a figure out under the pointer: the nearest point, or the axes' values. Without it the points' own titles show.
for (const plot of document.querySelectorAll('.plot')) {
  const tip = plot.querySelector('.tip');
  for (const svg of plot.querySelectorAll('.chart')) {
    const axis = (name) => {
      const [scale, low, high, from, to] = svg.dataset[name].split(' ').map((v, i) => (i ? +v : v));
      return {
        from, to, title: svg.dataset[name + 'Title'],
        value(pixel) {
          const place = low + ((pixel - from) / (to - from)) * (high - low);
          return scale === 'log' ? 10 ** place : place;
        },
      };
    };
    const x = axis('x');
    const y = axis('y');
    const points = [...svg.querySelectorAll('.points path:not(.bar)')].map((path) => {
      const [, px, py] = path.getAttribute('d').match(/^M(-?[\d.]+) (-?[\d.]+)/);
      const title = path.querySelector('title');
      const text = title.textContent;
      title.remove(); // the read-out takes its place
      path.setAttribute('aria-label', text);
      return { px: +px, py: +py, text };
    });
    const rootTitle = svg.querySelector(':scope > title');
    svg.setAttribute('aria-label', rootTitle.textContent);
    svg.removeAttribute('aria-labelledby');
    svg.setAttribute('aria-describedby', svg.querySelector(':scope > desc').id);
    rootTitle.remove();
    const cross = svg.querySelector('.cross');
    const show = (v) => {
      const size = Math.abs(v);
      if (size >= 1e15 || (size < 1e-3 && size > 0)) return v.toExponential(2).replace('e+', 'e');
      const step = size >= 1e12 ? [1e12, 'T'] : size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'K'] : [1, ''];
      return +(v / step[0]).toPrecision(4) + step[1];
    };
    const hide = () => { tip.hidden = true; cross.classList.remove('on'); };
    const move = (event) => {
      const box = svg.getBoundingClientRect();
      const zoom = svg.viewBox.baseVal.width / box.width;
      let px = (event.clientX - box.left) * zoom;
      let py = (event.clientY - box.top) * zoom;
      if (px < x.from || px > x.to || py < y.to || py > y.from) return hide();
      let near = null;
      let best = 18;
      for (const p of points) {
        const d = Math.hypot(p.px - px, p.py - py);
        if (d < best) { best = d; near = p; }
      }
      if (near) { px = near.px; py = near.py; }
      cross.classList.add('on');
      cross.querySelector('path').setAttribute('d', `M${x.from} ${py}H${x.to}M${px} ${y.to}V${y.from}`);
      const ring = cross.querySelector('circle');
      ring.setAttribute('cx', px);
      ring.setAttribute('cy', py);
      ring.style.display = near ? '' : 'none';
      tip.textContent = near ? near.text : `${x.title}: ${show(x.value(px))}\n${y.title}: ${show(y.value(py))}`;
      tip.hidden = false;
      const left = px / zoom + 14;
      const over = left + tip.offsetWidth > box.width;
      tip.style.left = Math.max(0, over ? px / zoom - tip.offsetWidth - 14 : left) + 'px';
      tip.style.top = Math.max(0, py / zoom - tip.offsetHeight - 12) + 'px';
    };
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerdown', move);
    svg.addEventListener('pointerleave', hide);
  }
}
