"""Pages for what cannot be answered: in words, in the page's language, never a bare line of English."""

from django.test import TestCase

from tests.factories import make_editor


class MalformedTests(TestCase):
    def setUp(self) -> None:
        self.too_much = {"body": "长" * 1024 * 1024}

    def test_too_much_at_once_is_said_in_words_at_the_desk(self) -> None:
        self.client.force_login(make_editor())
        response = self.client.post("/admin/articles/article/add/", self.too_much)
        self.assertContains(response, "这次提交没有成功", status_code=400)

    def test_and_on_a_readers_page(self) -> None:
        self.assertContains(self.client.post("/takedown/", self.too_much), "这次提交没有成功", status_code=400)

    def test_and_where_the_address_names_another_host(self) -> None:
        response = self.client.get("/", headers={"host": "evil.example"})
        self.assertNotContains(response, "evil.example", status_code=400)
