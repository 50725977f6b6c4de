"""Links between notes become links between TILs, in the syntax of every tool."""

import re

import pytest
from django.test import Client

from tests.til.transfer.conftest import PNG, Write
from til.models import Moved, Til
from til.transfer.importing import import_folder
from til.transfer.shortcodes import to_markdown

pytestmark = pytest.mark.django_db


def content_of(title: str) -> str:
    return Til.objects.get(title=title).content


@pytest.mark.parametrize(
    ("written", "led"),
    [
        ("[b](beta.md)", "[b]({beta})"),
        ("[b](./beta.md#the-part)", "[b]({beta}#h-the-part)"),
        ("[b](../a/beta.md)", "[b]({beta})"),
        ("[b](/a/beta.md)", "[b]({beta})"),
        ("[b](beta)", "[b]({beta})"),
        ('[b](<beta.md> "title")', '[b]({beta} "title")'),
        ("[한글](../%ED%95%9C%EA%B8%80%20%EB%85%B8%ED%8A%B8.md)", "[한글]({korean})"),
        ("[b][1]\n\n[1]: beta.md", "[b][1]\n\n[1]: {beta}"),
        ('<a href="beta.md">b</a>', '<a href="{beta}">b</a>'),
        ("[![x](https://x.test/i.png)](beta.md)", "[![x](https://x.test/i.png)]({beta})"),
        ("[[beta]]", "[beta]({beta})"),
        ("[[BETA|the other]]", "[the other]({beta})"),
        ("[[beta#The part]]", "[beta › The part]({beta}#h-the-part)"),
        ("[[another name]]", "[another name]({beta})"),
        ("[[a/beta]]", "[a/beta]({beta})"),
        ("[[#Here]]", "[Here](#h-here)"),
        ("![[beta]]", "[beta]({beta})"),
        ("![[shown.png|300]]", "![](/media/pictures/"),
        ("[[no such note|words]]", "words"),
        ("[x]({% post_url 2019-01-02-gamma %})", "[x]({gamma})"),
        ("[x]({{ site.baseurl }}{% link _posts/2019-01-02-gamma.md %})", "[x]({gamma})"),
        ('[x]({{< ref "beta.md" >}})', "[x]({beta})"),
        ('[x]({{< relref "/a/beta" >}})', "[x]({beta})"),
        ("[b](../elsewhere/beta.md)", "[b]({beta})"),
        ('See {{< ref "beta.md" >}}.', "See [Beta]({beta})."),
        ('{{% relref "/a/beta#the-part" %}}', "[Beta]({beta}#h-the-part)"),
        ("{% post_url 2019-01-02-gamma %}", "[Gamma]({gamma})"),
        ("{% post_link gamma %} {% post_link beta 'Own words' %}", "[Gamma]({gamma}) [Own words]({beta})"),
        ('x {{< ref "none" >}} x', "x none x"),
        ("![](shown.png)", "![](/media/pictures/"),
        ("[x]({% post_url 2018-01-01-none %})", "x"),
        ("![[gone.png]]", "gone.png"),
        ("[[Prototype]]", "[[Prototype]]"),
        ("[gone](gone.md)", "gone"),
        ("[file](code.py)", "[file](code.py)"),
        ("[out](https://x.test/beta.md) [m](mailto:a@b.test) [here](#x)", "[out](https://x.test/beta.md) [m](mailto:"),
        ("`[b](beta.md)`\n\n```\n[[beta]]\n```", "`[b](beta.md)`\n\n```\n[[beta]]\n```"),
    ],
)
def test_a_link_leads_where_it_led(write: Write, written: str, led: str) -> None:
    root = write(
        {
            "a/alpha.md": f"# Alpha\n\n{written}",
            "a/beta.md": "---\naliases: [another name]\n---\n# Beta\n\n## The part\n",
            "한글 노트.md": "# 한글\n\n본문",
            "_posts/2019-01-02-gamma.md": "# Gamma\n\ntext",
            "img/shown.png": PNG,
        }
    )
    import_folder(root, dates="file")
    places = {"beta": "Beta", "korean": "한글", "gamma": "Gamma"}
    addresses = {name: Til.objects.get(title=title).get_absolute_url() for name, title in places.items()}
    expected = re.sub(r"\{(beta|korean|gamma)\}", lambda found: addresses[found[1]], led)
    assert content_of("Alpha").startswith(expected)
    again = import_folder(root, dates="file")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)


def test_links_that_lead_to_nothing_are_reported(write: Write) -> None:
    report = import_folder(
        write({".obsidian/app.json": "{}", "a.md": "# A\n\n[x](gone.md) [[nobody]] [y](https://x.test)"})
    )
    assert report.links == {"a.md": ["gone.md", "nobody"]}
    assert content_of("A") == "x nobody [y](https://x.test)"


def test_a_renamed_file_is_the_same_til_and_a_deleted_one_is_reported(write: Write) -> None:
    root = write({"git/a.md": "# A\n\none", "git/b.md": "# B\n\ntwo", "git/c.md": "# C\n\nthree"})
    import_folder(root)
    days = dict(Til.objects.values_list("title", "day_number"))
    (root / "git/a.md").rename(root / "git/renamed.md")
    (root / "git/b.md").unlink()
    write({"vcs/b-moved.md": "# B\n\ntwo, changed"})
    (root / "git/c.md").unlink()
    report = import_folder(root)
    assert (report.created, report.moved, len(report.gone)) == (0, 2, 1)
    assert dict(Til.objects.values_list("title", "day_number")) == days
    assert Til.objects.get(title="C").status == "published"
    assert list(import_folder(root, prune=True).gone.values()) == ["file is gone: C; now a draft"]
    assert Til.objects.get(title="C").status == "draft"


def test_former_addresses_lead_to_the_til(write: Write, client: Client) -> None:
    front = (
        "---\ntitle: Moved\nslug: my-own-slug\npermalink: /p/x/\naliases: [/old/address, W]\n"
        "redirect_from:\n  - /한글/주소.html\n  - https://blog.test/2019/x/index.html\n---\ntext\n"
    )
    import_folder(write({"2019-05-06-a.md": front}))
    til = Til.objects.get()
    assert til.get_absolute_url() == "/til/1-my-own-slug/"
    for path in ("/p/x/", "/p/x", "/old/address/", "/한글/주소.html", "/2019/x/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location")) == (302, til.get_absolute_url()), path
    assert client.get("/W/").status_code == 404
    til.status = "draft"
    til.save()
    assert client.get("/p/x/").status_code == 404
    assert Moved.objects.count() == 4


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{% highlight ruby %}\nputs 1\n{% endhighlight %}", "```ruby\nputs 1\n```"),
        (
            '{{< highlight go "linenos=table,hl_lines=2 4-5" >}}\na\n{{< /highlight >}}',
            '```go hl_lines="2 4-5"\na\n```',
        ),
        ("{% highlight md %}\n```\nx\n```\n{% endhighlight %}", "````md\n```\nx\n```\n````"),
        ('{{< figure src="/a b.png" alt="A" caption="Said" >}}', "![A](/a%20b.png)\n\n*Said*"),
        (
            "{{< gist ada 123 >}} {% gist ada/123 %}",
            "<https://gist.github.com/ada/123> <https://gist.github.com/ada/123>",
        ),
        ("{{< youtube w7Ft2ymGmfc >}}", "<https://www.youtube.com/watch?v=w7Ft2ymGmfc>"),
        ("{{% notice tip %}}\nSay **it**\n{{% /notice %}}", "> [!TIP]\n> Say **it**"),
        ("a {% raw %}{{ x }}{% endraw %} b", "a {{ x }} b"),
        ("[x]({{ site.baseurl }}/y) {{ '/z' | relative_url }}", "[x](/y) /z"),
        ("text\n{: .note}\nmore", "text\nmore"),
        ("{{< unknown x >}} {{ .Title }} {% if x %}", "{{< unknown x >}} {{ .Title }} {% if x %}"),
        ("`{{< youtube x >}}`\n\n```\n{% gist a/1 %}\n```", "`{{< youtube x >}}`\n\n```\n{% gist a/1 %}\n```"),
    ],
)
def test_signs_of_jekyll_and_hugo_become_markdown(written: str, shown: str) -> None:
    assert to_markdown(written) == shown


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a{% comment %}private{% endcomment %}b", "ab"),
        ("{% codeblock lang:js a title %}\nlet a\n{% endcodeblock %}", "```js\nlet a\n```"),
        ("{% note warning %}\ntext\n{% endnote %}", "> [!WARNING]\n> text"),
        ("{% asset_img x.png an alt %}", "![an alt](x.png)"),
        ('{% include figure image_path="/a/x.png" alt="Alt" %}', "![Alt](/a/x.png)"),
        ('{{< own foo="bar" >}}inner{{< /own >}}', "inner"),
        ("`{{< own >}}`", "`{{< own >}}`"),
        ("[a](#own)\n\n## 두 Words {#own}\n\ntext", "[a](#h-두-words)\n\n## 두 Words\n\ntext"),
    ],
)
def test_a_shortcode_becomes_markdown(written: str, meant: str) -> None:
    assert to_markdown(written) == meant


def test_mdx_loses_its_modules_and_components() -> None:
    written = "import A from '@x';\n\n<Tabs>\n<TabItem label=\"One\">text `<B />`</TabItem>\n</Tabs>{/* secret */}\n"
    assert to_markdown(written, "a.mdx").split() == ["**One**", "text", "`<B", "/>`"]
    assert to_markdown(written, "a.md") == written


def test_a_picture_that_a_site_serves_from_another_folder_is_copied(write: Write) -> None:
    import_folder(
        write({"content/a.md": "# A\n\n![x](/img/x.png) ![y](@site/static/img/x.png)", "static/img/x.png": PNG})
    )
    assert content_of("A").count("](/media/pictures/") == 2


def test_an_excerpt_has_no_signs_of_links(write: Write) -> None:
    note = '# A\n\nThis sentence leads to [[b|the other]] and {{< ref "b" >}}.'
    import_folder(write({"a.md": note, "b.md": "# B\n\ntext"}))
    assert Til.objects.get(title="A").excerpt == "This sentence leads to the other and B."
