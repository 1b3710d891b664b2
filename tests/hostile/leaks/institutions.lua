local northtown = {}
function northtown.may_admit(case)
  local i = city.institutions
  i["shelter-watch"] = {capacity = 0}
  return true
end
return northtown
