"""Work at home goes on while work away waits for others."""

import threading

from django.test import SimpleTestCase

from portal.management.commands.run_worker import Command, Job

PATIENCE = 30


class LaneTests(SimpleTestCase):
    # A job begins by closing connections that are too old.
    databases = {"default"}

    def test_what_waits_for_others_keeps_nothing_at_home_waiting(self) -> None:
        command, home_is_done, waited = Command(), threading.Event(), []

        def at_home() -> None:
            home_is_done.set()
            command.stopping = True

        def give_up() -> None:
            command.stopping = True

        timer = threading.Timer(2 * PATIENCE, give_up)
        timer.start()
        self.addCleanup(timer.cancel)
        fetch = Job("fetch", 60, lambda: waited.append(home_is_done.wait(PATIENCE)), is_away=True)
        command.work_on_all([fetch, Job("prove", 60, at_home)])
        self.assertEqual(waited, [True], "the work at home began only after the work away")

    def test_a_job_that_fails_is_logged_and_the_others_go_on(self) -> None:
        command, done = Command(), []

        def fail() -> None:
            raise RuntimeError("no disk")

        jobs = [Job("fail", 60, fail), Job("after it", 60, lambda: done.append("after it"))]
        with self.assertLogs("portal.management.commands.run_worker", "ERROR"):
            command.do_due(jobs)
        self.assertEqual(done, ["after it"])
