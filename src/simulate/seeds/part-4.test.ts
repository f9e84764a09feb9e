import { keepEveryPromise } from "./run-seeds.fixture.ts";

keepEveryPromise(1501, 500);
