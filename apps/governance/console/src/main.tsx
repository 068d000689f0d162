import './styles/main.css';
import { render } from 'preact';
import { App } from './app.js';
import { watch } from './live/watch.js';
import { followAddress } from './state/place.js';
import { applyTheme } from './state/theme.js';

const root = document.querySelector('#console');
if (root === null) throw new Error('the page has no element for the console');
applyTheme();
followAddress();
watch.start();
render(<App />, root);
