import { keepEveryPromise } from "./run-seeds.fixture.ts";

keepEveryPromise(1, 500);
