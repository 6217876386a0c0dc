// Shortcodes and their signs: those that a bot and a small team use. Unknown ones are shown as typed.

const SIGNS = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 muscle 💪 point_right 👉
point_left 👈 point_up ☝️ point_down 👇 eyes 👀 handshake 🤝 writing_hand ✍️ bow 🙇 raising_hand 🙋 shrug 🤷
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ warning ⚠️ no_entry ⛔ question ❓ exclamation ❗
grey_question ❔ information_source ℹ️ red_circle 🔴 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵
white_circle ⚪ black_circle ⚫ large_orange_circle 🟠 small_blue_diamond 🔹 small_orange_diamond 🔸
white_large_square ⬜ black_large_square ⬛ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
arrow_upper_right ↗️ arrow_lower_right ↘️ leftwards_arrow_with_hook ↩️ repeat 🔁 arrows_counterclockwise 🔄
heavy_plus_sign ➕ heavy_minus_sign ➖ hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ clock9 🕘 stopwatch ⏱️
timer_clock ⏲️ watch ⌚ calendar 📆 date 📅 spiral_calendar_pad 🗓️ bell 🔔 no_bell 🔕 zzz 💤 sleeping 😴
sunrise 🌅 sunny ☀️ partly_sunny ⛅ cloud ☁️ crescent_moon 🌙 star ⭐ star2 🌟 sparkles ✨ zap ⚡ fire 🔥 rainbow 🌈
tada 🎉 confetti_ball 🎊 trophy 🏆 medal 🏅 first_place_medal 🥇 dart 🎯 rocket 🚀 gift 🎁 balloon 🎈 cake 🍰
birthday 🎂 coffee ☕ bread 🍞 croissant 🥐 seedling 🌱 herb 🌿 palm_tree 🌴 evergreen_tree 🌲 beach_with_umbrella 🏖️
airplane ✈️ house 🏠 office 🏢 drum_with_drumsticks 🥁 musical_note 🎵 mega 📣 loudspeaker 📢 speech_balloon 💬
thought_balloon 💭 left_speech_bubble 🗨️ ear 👂 bulb 💡 memo 📝 pencil 📝 pencil2 ✏️ clipboard 📋 pushpin 📌
round_pushpin 📍 paperclip 📎 link 🔗 bookmark 🔖 books 📚 book 📖 newspaper 📰 page_facing_up 📄 file_folder 📁
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 abacus 🧮 mag 🔍 key 🔑 lock 🔒 unlock 🔓
gear ⚙️ wrench 🔧 hammer 🔨 package 📦 inbox_tray 📥 outbox_tray 📤 email 📧 envelope ✉️ incoming_envelope 📨
phone ☎️ iphone 📱 computer 💻 camera 📷 frame_with_picture 🖼️ art 🎨 movie_camera 🎥 moneybag 💰 euro 💶
recycle ♻️ wastebasket 🗑️ construction 🚧 traffic_light 🚥 checkered_flag 🏁 triangular_flag_on_post 🚩
crossed_flags 🎌 sos 🆘 new 🆕 heart ❤️ blue_heart 💙 green_heart 💚 yellow_heart 💛 purple_heart 💜 broken_heart 💔
smile 😄 smiley 😃 grinning 😀 grin 😁 joy 😂 blush 😊 slightly_smiling_face 🙂 wink 😉 heart_eyes 😍 thinking_face 🤔
neutral_face 😐 confused 😕 slightly_frowning_face 🙁 disappointed 😞 cry 😢 sob 😭 sweat_smile 😅 relieved 😌
sunglasses 😎 partying_face 🥳 face_with_rolling_eyes 🙄 scream 😱 hugging_face 🤗 robot_face 🤖 ghost 👻 skull 💀
one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ zero 0️⃣ keycap_ten 🔟 100 💯
busts_in_silhouette 👥 bust_in_silhouette 👤 family 👪 runner 🏃 dancer 💃 cat 🐱 dog 🐶 bee 🐝 turtle 🐢 whale 🐳
`;

const pairs = SIGNS.trim().split(/\s+/);
const BY_NAME = new Map();
for (let at = 0; at < pairs.length; at += 2) BY_NAME.set(pairs[at], pairs[at + 1]);

/** What the reaction menu offers, the check mark first: for the bot it can mean "Done". */
export const REACTIONS = ["white_check_mark", "+1", "eyes", "tada", "heart", "x"];

/** Return the sign of a shortcode without its colons, or null. Skin tones are left out. */
export function sign(name) {
  return BY_NAME.get(name.replace(/::skin-tone-\d$/, "")) ?? null;
}
