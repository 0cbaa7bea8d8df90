// Reads a figure out under the pointer: the nearest point or curve, or the axes' values. Without it their titles show.
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
    // Curves and a surface's lines; where they run is read when it is first asked for.
    const curves = [...svg.querySelectorAll('.line, .fine, .finest, .contour')].filter((path) => path.querySelector('title')).map((path) => {
      const title = path.querySelector('title');
      const text = title.textContent;
      title.remove();
      path.setAttribute('aria-label', text);
      return { path, text, byValue: / v\d/.test(path.getAttribute('class')) };
    });
    const stretches = (curve) => curve.stretches ??= curve.path.getAttribute('d').split('M').slice(1).map((part) => {
      const at = part.match(/-?[\d.]+/g).map(Number);
      return part.endsWith('Z') ? [...at, at[0], at[1]] : at;
    });
    const nearestOn = (curve, px, py) => {
      let best = { d: Infinity };
      for (const at of stretches(curve)) {
        for (let i = 0; i + 3 < at.length; i += 2) {
          const dx = at[i + 2] - at[i];
          const dy = at[i + 3] - at[i + 1];
          const t = Math.max(0, Math.min(1, ((px - at[i]) * dx + (py - at[i + 1]) * dy) / (dx * dx + dy * dy || 1)));
          const x = at[i] + t * dx;
          const y = at[i + 1] + t * dy;
          const d = Math.hypot(px - x, py - y);
          if (d < best.d) best = { d, px: x, py: y, curve };
        }
      }
      return best;
    };
    const nearestCurve = (px, py) => {
      let near = null;
      for (const curve of curves) {
        const on = nearestOn(curve, px, py);
        // An envelope lies on the runs' curves: the run is what is asked for.
        if (on.d < 12 && (!near || on.d - (curve.byValue ? 2 : 0) < near.d - (near.curve.byValue ? 2 : 0))) near = on;
      }
      return near;
    };
    const rootTitle = svg.querySelector(':scope > title');
    svg.setAttribute('aria-label', rootTitle.textContent);
    svg.removeAttribute('aria-labelledby');
    svg.setAttribute('aria-describedby', svg.querySelector(':scope > desc').id);
    rootTitle.remove();
    const cross = svg.querySelector('.cross');
    const focus = document.createElementNS(svg.namespaceURI, 'path');
    focus.setAttribute('class', 'focus');
    cross.append(focus);
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
      const on = near && best < 9 ? null : nearestCurve(px, py);
      if (on && (!near || on.d < best / 2)) {
        const places = `\n${x.title}: ${show(x.value(on.px))}\n${y.title}: ${show(y.value(on.py))}`;
        near = { px: on.px, py: on.py, text: on.curve.text + places, curve: on.curve };
      }
      if (near) { px = near.px; py = near.py; }
      if (near?.curve) focus.setAttribute('d', near.curve.path.getAttribute('d'));
      focus.style.display = near?.curve?.byValue ? '' : 'none';
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
