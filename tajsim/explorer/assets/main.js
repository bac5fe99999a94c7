// The entry of the page.

import { Model } from "./model/model.js";
import { unpack } from "./model/payload.js";

const payload = await unpack(document.getElementById("tajsim-payload").textContent);
const model = await Model.load(payload);
document.getElementById("app").textContent = `${model.draws} draws; accounts close to ${model.baseline.accounts.worst}`;
