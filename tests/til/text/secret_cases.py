"""Secrets in the places where people paste them, made anew for each run, so that no file contains one.

In a template, «…» is the secret; ``b40`` in braces is forty characters: b letters and digits, h hexadecimal digits, d
digits, u capitals and digits, l small letters and digits, w URL-safe, s base64, p a password of all kinds.
"""

import random
import re
import string

_ALPHABETS = {
    "b": string.ascii_letters + string.digits,
    "h": "0123456789abcdef",
    "d": string.digits,
    "u": string.ascii_uppercase + string.digits,
    "l": string.ascii_lowercase + string.digits,
    "w": string.ascii_letters + string.digits + "_-",
    "s": string.ascii_letters + string.digits + "+/",
    "p": string.ascii_letters + string.digits + "!@#%^&*",
}
_PART = re.compile(r"\{([bhdulwsp])(\d+)\}")


def made(template: str, seed: int) -> tuple[str, str]:
    """Return a text and the secret in it."""
    chosen = random.Random(seed)

    def part(found: re.Match[str]) -> str:
        alphabet, size = _ALPHABETS[found[1]], int(found[2])
        text = "".join(chosen.choice(alphabet) for _ in range(size))
        if found[1] in "wsp":  # the ends of a mask are tested elsewhere
            text = "k" + text[1:-1] + "Q"
        if found[1] == "p":
            text = text[:2] + "7@G" + text[5:] if size > 6 else text
        return text

    text = _PART.sub(part, template)
    return text.replace("«", "").replace("»", ""), text[text.index("«") + 1 : text.index("»")]


TEMPLATES = [
    # clouds
    "aws_access_key_id = «AKIA{u16}»",
    "export AWS_SECRET_ACCESS_KEY=«{s40}»",
    "AWS Secret Access Key [None]: «{s40}»",
    'aws_session_token="«{s300}»"',
    '{"secretAccessKey": "«{s40}»", "region": "ap-northeast-2"}',
    "AZURE_CLIENT_SECRET=«{b3}8Q~{b34}»",
    "DefaultEndpointsProtocol=https;AccountName=app;AccountKey=«{s86}==»;EndpointSuffix=core.windows.net",
    "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=«{s43}=»",
    "https://app.blob.core.windows.net/c/f?sv=2022-11-02&sp=r&sig=«{b43}%3D»",
    "key: «AIza{w35}»",
    '"client_secret": "«GOCSPX-{w28}»"',
    "Authorization: Bearer «ya29.{w120}»",
    "refresh_token=«1//0{w60}»",
    "DO_TOKEN=«dop_v1_{h64}»",
    "HEROKU_API_KEY=«HRKU-{w60}»",
    "heroku api key: «{h8}-{h4}-4{h3}-a{h3}-{h12}»",
    "CLOUDFLARE_API_TOKEN=«{b40}»",
    "netlify deploy --auth «nfp_{b40}»",
    "SUPABASE_ACCESS_TOKEN=«sbp_{h40}»",
    "SUPABASE_SERVICE_ROLE_KEY=«eyJ{b33}.eyJ{b120}.{w43}»",
    "tailscale up --authkey=«tskey-auth-{b17}-{b32}»",
    "ALIBABA_CLOUD_ACCESS_KEY_ID=«LTAI{b20}»",
    "FLY_API_TOKEN=«fo1_{w43}»",
    # code hosts and registries
    "git remote set-url origin https://«ghp_{b36}»@github.com/a/b.git",
    "GITHUB_TOKEN: «github_pat_{b22}_{b59}»",
    "gh auth login --with-token <<< «gho_{b36}»",
    "PRIVATE-TOKEN: «glpat-{w20}»",
    'curl --header "PRIVATE-TOKEN: «glpat-{b27}.01.{l9}»" https://gitlab.example.org/api/v4/projects',
    "CI_RUNNER=«glrt-{w20}»",
    "https://oauth2:«glpat-{w20}»@gitlab.com/a/b.git",
    "bitbucket app password «ATBB{b32}»",
    "jira token: «ATATT3xFfGF0{w180}»",
    "//registry.npmjs.org/:_authToken=«npm_{b36}»",
    "//npm.pkg.corp.io/:_authToken=«{h8}-{h4}-4{h3}-b{h3}-{h12}»",
    "_auth=«{b40}==»",
    "twine upload -u __token__ -p «pypi-AgEIcHlwaS5vcmc{w120}»",
    "GEM_HOST_API_KEY=«rubygems_{h48}»",
    "cargo login «cio{b32}»",
    "docker login -u kim -p «dckr_pat_{w27}»",
    "docker login registry.corp.io -u ci -p '«{p14}»'",
    "nuget push a.nupkg -ApiKey «oy2{l43}»",
    # chat and mail
    "SLACK_BOT_TOKEN=«xoxb-{d12}-{d13}-{b24}»",
    "slack app token «xapp-1-A{u10}-{d13}-{h64}»",
    "curl -X POST «https://hooks.slack.com/services/T{u10}/B{u10}/{b24}»",
    "client.login('«M{b25}.{b6}.{w38}»')",
    "«https://discord.com/api/webhooks/{d19}/{w68}»",
    "telegram: «{d10}:AA{w33}»",
    "https://api.telegram.org/bot«{d10}:AA{w33}»/sendMessage",
    "SENDGRID_API_KEY='«SG.{w22}.{w43}»'",
    "mailgun «key-{h32}»",
    "MAILCHIMP=«{h32}-us21»",
    "resend = «re_{b8}_{b24}»",
    "TWILIO_AUTH_TOKEN=«{h32}»",
    "twilio key «SK{h32}»",
    "SMTP_PASSWORD=«{p16}»",
    # payment
    'stripe.api_key = "«sk_live_{b24}»"',
    'stripe.api_key = "«sk_test_51{b97}»"',
    "STRIPE_RESTRICTED=«rk_live_{b99}»",
    "endpoint_secret = '«whsec_{b32}»'",
    "const secretKey = '«live_sk_{b32}»';",
    "TOSS_SECRET_KEY=«test_gsk_{b32}»",
    "Authorization: Basic «dGVzdF9za19hQjEyY2QzNEVmNTZHaDc4OjpBYjE=»",
    "SHOPIFY=«shpat_{h32}»",
    "square: «EAAA{w60}»",
    "PLAID_ACCESS_TOKEN=«access-sandbox-{h8}-{h4}-4{h3}-9{h3}-{h12}»",
    "razorpay «rzp_live_{b14}»",
    # models
    "OPENAI_API_KEY=«sk-proj-{w156}»",
    "openai.api_key = '«sk-{b20}T3BlbkFJ{b20}»'",
    "ANTHROPIC_API_KEY=«sk-ant-api03-{w93}AA»",
    "DEEPSEEK_API_KEY=«sk-{h32}»",
    "OPENROUTER_API_KEY=«sk-or-v1-{h64}»",
    "GROQ_API_KEY=«gsk_{b52}»",
    "XAI_API_KEY=«xai-{b80}»",
    "PPLX=«pplx-{b48}»",
    "login(token='«hf_{b34}»')",
    "REPLICATE_API_TOKEN=«r8_{b37}»",
    "GEMINI_API_KEY=«AIza{w35}»",
    "MISTRAL_API_KEY=«{b32}»",
    "COHERE_API_KEY: «{b40}»",
    "LANGCHAIN_API_KEY=«lsv2_pt_{h32}_{h10}»",
    "UPSTAGE_API_KEY=«up_{b29}»",
    "pinecone.init(api_key='«pcsk_{b70}»')",
    "NVIDIA: «nvapi-{w64}»",
    "TAVILY_API_KEY=«tvly-dev-{b32}»",
    # Korean services
    "X-Naver-Client-Secret: «{b10}»",
    "NAVER_CLIENT_SECRET=«{b10}»",
    "KAKAO_REST_API_KEY=«{h32}»",
    'headers = {"Authorization": "KakaoAK «{h32}»"}',
    "X-NCP-APIGW-API-KEY: «{b40}»",
    "ncloud secretKey=«{b40}»",
    "https://apis.data.go.kr/1360000/VilageFcst?serviceKey=«{b86}%3D%3D»&numOfRows=10",
    "serviceKey: '«{s86}==»'",
    "비밀번호: «{p12}»",
    "DB 비밀번호는 '«{p12}»' 입니다",
    "인증키 = «{b40}»",
    "PORTONE_API_SECRET=«{b80}»",
    # URLs
    "DATABASE_URL=postgres://app:«{b16}»@localhost:5432/app",
    "postgresql://app:«{p14}»@10.0.3.7/app",
    "postgres://app:«p@{b10}»@db.example.org:5432/app",
    "redis://:«{b20}»@cache.internal:6379/0",
    "mongodb+srv://kim:«{b12}»@cluster0.ab1cd.mongodb.net/test",
    "amqp://svc:«{b14}»@rabbit:5672/",
    "jdbc:mysql://db:3306/app?user=app&password=«{b14}»",
    "jdbc:oracle:thin:scott/«{p12}»@db:1521:orcl",
    "https://api.example.org/v1/x?api_key=«{b32}»&q=1",
    "https://user:«{b16}»@git.example.org/a.git",
    "wss://x.example.org/ws?token=«{b40}»",
    "https://www.example.org/login?id=kim&password=«{b14}»#top",
    "ftp://kim:«{p12}»@files.example.org/a.zip",
    # command lines
    "curl -u admin:«{b16}» https://example.org/api",
    "curl --user 'admin:«{p14}»' https://example.org",
    "mysql -uroot -p«{b14}» app < dump.sql",
    "mysqldump -h db -u app --password='«{p14}»' app",
    "PGPASSWORD=«{b14}» psql -h db -U app",
    "PGPASSWORD='«{p12}»' pg_dump app",
    "sshpass -p '«{p12}»' ssh kim@host",
    "redis-cli -h cache -a «{b18}» ping",
    "mongosh --username kim --password «{b14}» mongodb://db",
    "vault login «hvs.{w90}»",
    "VAULT_TOKEN=«s.{b24}»",
    "machine api.example.org login kim password «{b14}»",
    "db.example.org:5432:app:kim:«{b14}»",
    "openssl rsa -in k.pem -passin pass:«{b14}»",
    "keytool -list -keystore a.jks -storepass «{b12}»",
    "echo '«{p12}»' | sudo -S reboot",
    "helm registry login r.example.org -u kim -p «{b16}»",
    "-H 'X-Api-Key: «{b32}»'",
    '-H "Authorization: token «{h40}»"',
    "ALTER USER app IDENTIFIED BY '«{p14}»';",
    "CREATE ROLE app WITH LOGIN PASSWORD '«{p14}»';",
    # configuration
    "spring.datasource.password=«{p14}»",
    'password: "«{p12}»"',
    "password = '«{b16}»'",
    "  password: «{p14}»",
    "<password>«{p14}»</password>",
    "- name: DB_PASSWORD\n  value: «{b14}»",
    "SECRET_KEY = 'django-insecure-«{b50}»'".replace("'django-insecure-«", "'«django-insecure-"),
    'JWT_SECRET="«{b48}»"',
    "Server=db;Database=app;User Id=sa;Password=«{p14}»;Encrypt=true",
    "define('DB_PASSWORD', '«{p14}»');",
    "'password' => '«{p14}»',",
    '"apiKey": "«{b32}»",',
    "| password | «{b14}» |",
    "api_key=«{b32}» # staging",
    "SENTRY_AUTH_TOKEN=«sntrys_eyJ{b120}»",
    "DATADOG_API_KEY=«{h32}»",
    "dd.api.key: «{h32}»",
    "ALGOLIA_ADMIN_KEY=«{h32}»",
    "DATABRICKS_TOKEN=«dapi{h32}»",
    "NOTION_TOKEN=«secret_{b43}»",
    "notion «ntn_{b46}»",
    "LINEAR_API_KEY=«lin_api_{b40}»",
    "figma «figd_{w40}»",
    'credentials "app.terraform.io" {\n  token = "«{b14}.atlasv1.{w67}»"\n}',
    "GRAFANA=«glsa_{b32}_{h8}»",
    "NEW_RELIC_API_KEY=«NRAK-{u27}»",
    "POSTMAN=«PMAK-{h24}-{h34}»",
    "airtable «pat{b14}.{h64}»",
    "PULUMI_ACCESS_TOKEN=«pul-{h40}»",
    "token: «eyJhbGciOiJIUzI1NiJ9.eyJ{b60}.{w43}»",
    "PrivateKey = «{s43}=»",
    "«-----BEGIN RSA PRIVATE KEY-----\n{s64}\n{s64}\n{s30}==\n-----END RSA PRIVATE KEY-----»",
    '"private_key": "«-----BEGIN PRIVATE KEY-----\\n{s64}\\n{s64}\\n-----END PRIVATE KEY-----»\\n",',
    "«-----BEGIN OPENSSH PRIVATE KEY-----\n    {s70}\n    {s70}\n    -----END OPENSSH PRIVATE KEY-----»",
    "«-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{s64}\n{s64}\n=ab12\n-----END PGP PRIVATE KEY BLOCK-----»",
    'key = ("«-----BEGIN EC PRIVATE KEY-----\\n"\n  "{s64}\\n"\n  "-----END EC PRIVATE KEY-----»")',
    "«-----BEGIN DSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{s64}\n{s64}\n-----END DSA PRIVATE KEY-----»",
    "«AGE-SECRET-KEY-1{u58}»",
]
