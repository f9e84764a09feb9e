import { keepEveryPromise } from "./run-seeds.fixture.ts";

keepEveryPromise(501, 500);
